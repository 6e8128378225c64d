// The colour theme: auto, light or dark, kept in this browser. Loaded before the style sheets, so that nothing flashes.
// A button with data-theme-toggle steps through the three; its texts come from data-auto, data-light, data-dark.
"use strict";
(() => {
  const MODES = ["auto", "light", "dark"];

  const remembered = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage switched off: the choice lasts for this page
    }
  };

  const apply = (mode) => {
    document.documentElement.dataset.theme = mode;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.querySelector("[data-theme-name]").textContent = button.dataset[mode];
    }
  };

  const step = () => {
    const mode = MODES[(MODES.indexOf(document.documentElement.dataset.theme) + 1) % MODES.length];
    apply(mode);
    try {
      localStorage.setItem("theme", mode);
    } catch {
      // as above
    }
  };

  const first = remembered();
  apply(MODES.includes(first) ? first : "auto");
  document.addEventListener("DOMContentLoaded", () => {
    apply(document.documentElement.dataset.theme);
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", step);
    }
  });
})();
