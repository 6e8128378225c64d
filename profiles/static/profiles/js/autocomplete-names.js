// The stock autocomplete names its boxes by their own text, so that an empty one has no name.
// Gives each the name of its field: its label, or the aria-label of the cell it stands in; and keeps its list inside
// the main part of the page, where screen readers look for it.
"use strict";
(() => {
  const name = (select) => {
    const box = select.parentElement && select.parentElement.querySelector(".select2-selection");
    if (!box) return;
    const label = select.labels && select.labels[0];
    const said = select.getAttribute("aria-label") || (label ? label.textContent.trim() : "");
    const shown = box.querySelector(".select2-selection__rendered");
    if (!said) return;
    const text = shown ? shown.textContent.trim() : "";
    if (shown) shown.setAttribute("aria-label", said);
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", text ? `${said}: ${text}` : said);
  };

  // Read by the widget when it starts, which is after this script.
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    select.dataset.dropdownParent = "#content-start";
  }

  const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);

  const start = () => {
    nameAll();
    if (window.django && window.django.jQuery) {
      window.django.jQuery(document).on("change", "select.admin-autocomplete", (event) => name(event.target));
    }
  };

  // After the widgets' own start, which also waits for the document.
  document.addEventListener("DOMContentLoaded", () => setTimeout(start));
  document.addEventListener("formset:added", () => setTimeout(nameAll));
  document.addEventListener("focusin", (event) => {
    if (!event.target.classList.contains("select2-search__field")) return;
    const box = document.querySelector(".select2-container--open .select2-selection");
    if (!box) return;
    event.target.setAttribute("aria-label", box.getAttribute("aria-label") || "");
    box.setAttribute("aria-controls", box.getAttribute("aria-owns") || "");
  });
})();
