// The slider of the as-of page and its date field say the same day; without this the slider is sent as it stands.
"use strict";
(() => {
  const form = document.querySelector("[data-as-of]");
  const slider = form && form.elements.at;
  if (!slider) return;
  const { day, start } = form.elements;
  const first = Date.parse(start.value);

  slider.addEventListener("input", () => {
    day.value = new Date(first + slider.value * 864e5).toISOString().slice(0, 10);
    slider.setAttribute("aria-valuetext", day.value);
  });
  day.addEventListener("input", () => {
    const chosen = Date.parse(day.value);
    if (!Number.isNaN(chosen)) slider.value = Math.round((chosen - first) / 864e5);
  });
})();
