// Menus are <details class="menu">: Esc, a click elsewhere or opening another one closes them.
"use strict";
(() => {
  const open = () => document.querySelectorAll("details.menu[open]");
  // The list of an autocomplete stands at the end of the page, yet belongs to the menu that its field is in.
  const outside = (menu, target) => !menu.contains(target) && !target.closest(".select2-container");

  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (outside(menu, event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of open()) {
      if (outside(menu, event.target)) menu.open = false;
    }
  });
})();
