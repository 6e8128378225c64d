// Forms with data-unsaved: counts the fields that differ from what the page came with, says so in the save bar
// (data-unsaved-state with data-one, data-many) and asks before the page is left. A page that came back because
// something was refused (data-unsaved-refused) holds input that is nowhere else, whether or not more is written.
"use strict";
(() => {
  const STATEFUL = "input:not([type=hidden],[type=submit],[type=button]), select, textarea";

  const differs = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (field.tagName === "SELECT") {
      const options = [...field.options];
      const before = options.filter((option) => option.defaultSelected).map((option) => option.value);
      // A single choice without a preset shows its first option.
      if (!before.length && !field.multiple && options.length) before.push(options[0].value);
      const now = options.filter((option) => option.selected).map((option) => option.value);
      return before.join("\u0000") !== now.join("\u0000");
    }
    return field.value !== field.defaultValue;
  };

  const watch = (form) => {
    const state = form.querySelector("[data-unsaved-state]");
    const refused = form.dataset.unsavedRefused;
    let leaving = false;

    const changed = () =>
      [...form.elements].filter(
        (field) => field.matches(STATEFUL) && field.name && !field.closest(".empty-form, [data-unsaved-ignore]"),
      );

    // Files that were chosen are lost when a page comes back: a reason that lacks is asked for before they are sent.
    const reason = form.querySelector("[data-why-always]");
    const always = reason ? reason.dataset.whyAlways.split(" ") : [];
    const corrections = reason ? reason.dataset.whyCorrections.split(" ") : [];
    const asked = reason && reason.required;
    const asks = (field) => always.includes(field.name) || (field.defaultValue && corrections.includes(field.name));

    const update = () => {
      let count = 0;
      let why = asked;
      for (const field of changed()) {
        const is = differs(field);
        count += is ? 1 : 0;
        why = why || (is && asks(field));
        const box = field.closest(".fieldBox, .flex-container, td");
        if (box && field.type !== "radio") box.classList.toggle("changed", is);
      }
      if (reason) {
        const fold = reason.closest("details");
        const optional = fold.querySelector(".opt");
        reason.required = Boolean(why);
        if (optional) optional.hidden = reason.required;
        // What is folded away cannot be asked for.
        if (why) fold.open = true;
      }
      if (state) {
        state.hidden = count === 0 && !refused;
        state.textContent = refused || (count === 1 ? state.dataset.one : state.dataset.many).replace("%s", count);
      }
      return count;
    };

    form.addEventListener("input", update);
    if (reason) reason.addEventListener("input", () => reason.setCustomValidity(""));
    form.addEventListener("change", update);
    // The autocomplete fields tell their changes through jQuery only.
    if (window.django && window.django.jQuery) window.django.jQuery(form).on("change", update);
    document.addEventListener("formset:added", update);
    document.addEventListener("formset:removed", update);
    form.addEventListener("submit", (event) => {
      const files = changed().some((field) => field.type === "file" && field.files.length);
      if (files && reason && reason.required && !reason.value.trim()) {
        event.preventDefault();
        reason.setCustomValidity(reason.dataset.whySaid);
        reason.reportValidity();
        return;
      }
      leaving = true;
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
      update();
    });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && (refused || update() > 0)) event.preventDefault();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-unsaved]").forEach(watch);
    // On a phone what is optional waits folded, so that the save bar leaves room for the record.
    if (matchMedia("(width < 40rem)").matches) {
      document.querySelectorAll("details[data-fold]").forEach((fold) => {
        const field = fold.querySelector("textarea");
        fold.open = field.required || field.value !== "";
      });
    }
  });
})();
