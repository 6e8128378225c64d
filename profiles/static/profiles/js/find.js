// The search of the top bar as a combobox: what the server finds stands below it while one types. Arrows choose,
// Enter opens, Esc closes; Enter before anything is found goes to the search page, as it does without this script.
"use strict";
(() => {
  const WAIT_MS = 150;
  const field = document.getElementById("find");
  const panel = document.querySelector("[data-found]");
  if (!field || !panel) return;
  const said = document.querySelector("[data-found-said]");
  let timer = 0;
  let asking = null;
  let shown = null;

  const options = () => [...panel.querySelectorAll("[role=option]")];
  const chosen = () => panel.querySelector("[aria-selected=true]");

  const choose = (option) => {
    const before = chosen();
    if (before) before.setAttribute("aria-selected", "false");
    field.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    clearTimeout(timer);
    if (asking) asking.abort();
    shown = null;
    choose(null);
    panel.hidden = true;
    field.setAttribute("aria-expanded", "false");
    said.textContent = "";
  };

  const show = (text, answer) => {
    panel.replaceChildren(...answer.body.childNodes);
    const first = panel.querySelector("[data-said]");
    panel.hidden = !options().length;
    field.setAttribute("aria-expanded", String(!panel.hidden));
    said.textContent = first ? first.dataset.said : "";
    shown = text;
    choose(text ? options()[0] : null);
  };

  const look = async () => {
    const text = field.value.trim();
    if (text === shown) return;
    if (asking) asking.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${panel.dataset.found}?q=${encodeURIComponent(text)}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected) return close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!mine.signal.aborted) show(text, page);
    } catch (error) {
      // The server is away: the field still leads to the search page.
      if (error.name !== "AbortError") close();
    }
  };

  const move = (step) => {
    const all = options();
    const at = all.indexOf(chosen());
    choose(all[at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length]);
  };

  const act = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      return close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      return panel.hidden ? look() : move(event.key === "ArrowDown" ? 1 : -1);
    }
    // What is chosen belongs to the text that it was found for.
    const option = chosen();
    if (event.key === "Enter" && option && !panel.hidden && shown === field.value.trim()) {
      event.preventDefault();
      option.click();
    }
  };

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": "found", "aria-haspopup": "listbox",
    "aria-expanded": "false",
  })) field.setAttribute(name, value);

  field.addEventListener("keydown", act);
  field.addEventListener("click", look);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  field.addEventListener("blur", close);
  // The field keeps the focus while somebody clicks into the list.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  // The page that comes back from the browser's memory shows no old list.
  addEventListener("pagehide", close);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") look();
  });
})();
