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

    const update = () => {
      let count = 0;
      for (const field of changed()) {
        const is = differs(field);
        count += is ? 1 : 0;
        const box = field.closest(".fieldBox, .flex-container, td");
        if (box && field.type !== "radio") box.classList.toggle("changed", is);
      }
      if (state) {
        state.hidden = count === 0 && !refused;
        state.textContent = refused || (count === 1 ? state.dataset.one : state.dataset.many).replace("%s", count);
      }
      return count;
    };

    form.addEventListener("input", update);
    form.addEventListener("change", update);
    // The autocomplete fields tell their changes through jQuery only.
    if (window.django && window.django.jQuery) window.django.jQuery(form).on("change", update);
    document.addEventListener("formset:added", update);
    document.addEventListener("formset:removed", update);
    form.addEventListener("submit", () => {
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
