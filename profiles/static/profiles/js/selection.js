// Lists with rows to tick: the box in the head ticks all, Shift ticks a range, the bar says how many.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("changelist-form");
  const rows = list ? [...list.querySelectorAll(".action-select")] : [];
  if (!rows.length) return;
  const all = document.getElementById("action-toggle");
  const count = list.querySelector("[data-selected]");
  const clear = list.querySelector("[data-selected-clear]");
  let last = null;

  const update = () => {
    const ticked = rows.filter((row) => row.checked).length;
    if (all) {
      all.checked = ticked === rows.length;
      all.indeterminate = ticked > 0 && ticked < rows.length;
    }
    if (count) count.textContent = (ticked === 1 ? count.dataset.one : count.dataset.many).replace("%s", ticked);
  };

  const tick = (checked) => {
    for (const row of rows) row.checked = checked;
    update();
  };

  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => tick(all.checked));
  }
  if (clear) {
    clear.hidden = false;
    clear.addEventListener("click", () => {
      tick(false);
      rows[0].focus();
    });
  }
  for (const row of rows) {
    row.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
        for (const between of rows.slice(from, to + 1)) between.checked = row.checked;
      }
      last = row;
      update();
    });
  }
  window.addEventListener("pageshow", update);
});
