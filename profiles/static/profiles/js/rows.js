// Keys of a list: j and k go down and up its rows, x ticks the row. Focus rests on the row's link, so Enter opens it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[jkx]$/.test(event.key)) return;
  const typing = event.target.matches("select, textarea, [contenteditable], input:not([type=checkbox])");
  if (typing || document.querySelector("dialog[open]")) return;
  const links = [...document.querySelectorAll("#result_list tbody tr")].map((row) => row.querySelector("a"));
  const here = document.activeElement.closest("#result_list tbody tr");
  const at = here ? links.findIndex((link) => here.contains(link)) : -1;
  if (event.key === "x") here?.querySelector(".action-select")?.click();
  else links[Math.max(0, Math.min(links.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
});
