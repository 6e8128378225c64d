// "/" goes to the search of the list (or of the top bar), Ctrl K to the search of the top bar.
// Hints to these keys carry data-shortcut-hint and stay hidden without this script.
"use strict";
(() => {
  const typing = (target) => target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);

  const go = (event, field) => {
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  };

  document.addEventListener("keydown", (event) => {
    const find = document.getElementById("find");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") go(event, find);
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      go(event, document.getElementById("searchbar") || find);
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const hint of document.querySelectorAll("[data-shortcut-hint]")) hint.hidden = false;
  });
})();
