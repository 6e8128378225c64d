// A plain click on a link with data-preview opens the same preview in a dialog. Keys: arrows and PageUp/PageDown turn
// pages, + - 0 change the size, Esc closes. Whatever goes wrong, the link is followed as a link.
"use strict";
(() => {
  const SIZES = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
  let dialog = null;
  let opener = null;
  let asked = 0;
  let zoom = 1;
  let page = 0;
  // Whether the scrolling to come is our own: then the page is the one that was asked for.
  let turned = false;

  const find = (selector) => dialog.querySelector(selector);
  const sheets = () => [...dialog.querySelectorAll("[data-preview-sheet]")];
  const pages = () => find(".pages");

  const make = () => {
    dialog = document.createElement("dialog");
    dialog.className = "preview";
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      asked += 1;
      dialog.replaceChildren();
      if (opener && opener.isConnected) opener.focus();
    });
    dialog.addEventListener("click", clicked);
    dialog.addEventListener("keydown", pressed);
  };

  const say = () => {
    const count = find("[data-preview-count]");
    if (count) {
      const words = count.dataset.previewCount.replace("%page%", page + 1).replace("%pages%", sheets().length);
      // Written only when it changes: it is read aloud.
      if (count.textContent !== words) count.textContent = words;
    }
    const size = find("[data-preview-size]");
    if (size) size.textContent = size.dataset.previewSize.replace("%size%", Math.round(zoom * 100)).replace("%%", "%");
  };

  // The last page that begins in the upper third of the window; at the end of the document the last one.
  const lookAt = () => {
    const view = pages();
    if (!view || turned) {
      turned = false;
      return;
    }
    const box = view.getBoundingClientRect();
    const begun = sheets().filter((sheet) => sheet.getBoundingClientRect().top <= box.top + box.height / 3);
    const atEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 2;
    page = Math.max(0, (atEnd ? sheets().length : begun.length) - 1);
    say();
  };

  const turn = (step) => {
    const all = sheets();
    if (!all.length) return;
    page = Math.min(all.length - 1, Math.max(0, page + step));
    const top = all[page].getBoundingClientRect().top - all[0].getBoundingClientRect().top;
    const before = pages().scrollTop;
    pages().scrollTop = top;
    turned = pages().scrollTop !== before;
    say();
  };

  const resize = (wanted) => {
    const kept = page;
    zoom = Math.min(3, Math.max(0.25, wanted));
    pages().style.setProperty("--zoom", zoom);
    page = kept;
    turn(0);
  };

  const zooms = {
    in: () => resize(SIZES.find((size) => size > zoom + 0.01) || 3),
    out: () => resize(SIZES.findLast((size) => size < zoom - 0.01) || 0.25),
    fit: () => {
      const sheet = sheets()[page];
      const room = getComputedStyle(pages());
      const height = pages().clientHeight - parseFloat(room.paddingTop) - parseFloat(room.paddingBottom);
      if (sheet) resize((zoom * height) / sheet.getBoundingClientRect().height);
    },
  };

  const clicked = (event) => {
    const near = (selector) => event.target.closest(selector);
    if (event.target === dialog || near("[data-preview-close]")) dialog.close();
    else if (near("[data-preview-turn]")) turn(Number(near("[data-preview-turn]").dataset.previewTurn));
    else if (near("[data-preview-zoom]")) zooms[near("[data-preview-zoom]").dataset.previewZoom]();
  };

  const KEYS = {
    ArrowLeft: () => turn(document.dir === "rtl" ? 1 : -1),
    ArrowRight: () => turn(document.dir === "rtl" ? -1 : 1),
    PageUp: () => turn(-1),
    PageDown: () => turn(1),
    "+": () => zooms.in(),
    "-": () => zooms.out(),
    0: () => zooms.fit(),
  };

  const pressed = (event) => {
    const act = KEYS[event.key];
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, .scrolls");
    if (!act || busy || !sheets().length) return;
    // A page wider than its window is moved sideways by the arrows, as ever.
    if (event.key.startsWith("Arrow") && pages().scrollWidth > pages().clientWidth) return;
    event.preventDefault();
    act();
  };

  const fill = (text, held) => {
    const made = new DOMParser().parseFromString(text, "text/html");
    dialog.replaceChildren(...made.body.childNodes);
    dialog.setAttribute("aria-labelledby", "preview-title");
    // What is decided here leads back to the page below.
    for (const next of dialog.querySelectorAll("[data-preview-next]")) {
      const here = opener && opener.closest("#documents-part") ? "#documents-part" : location.hash;
      next.value = location.pathname + location.search + here;
    }
    page = 0;
    zoom = 1;
    if (pages()) pages().addEventListener("scroll", () => requestAnimationFrame(lookAt));
    (find(`[data-preview="${held}"]`) || pages() || find("#preview-title")).focus();
  };

  const open = async (link) => {
    if (!dialog) make();
    const turning = dialog.open;
    const held = link.dataset.preview || "none";
    const mine = (asked += 1);
    if (!turning) {
      opener = link;
      const words = document.createElement("p");
      words.className = "body";
      words.setAttribute("role", "status");
      words.textContent = link.getAttribute("aria-label") || link.textContent;
      dialog.replaceChildren(words);
      dialog.showModal();
    }
    const address = new URL(link.href);
    address.searchParams.set("part", "dialog");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      fill(text, held);
    } catch {
      if (mine === asked) location.assign(link.href);
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preview]");
    const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || !window.HTMLDialogElement) return;
    event.preventDefault();
    open(link);
  });
})();
