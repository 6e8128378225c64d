// Parts with data-upload take several files, by choosing or dropping, and send them one after the other to the address
// that data-upload names: a bar for each, and what the server says beside it. Their words stand in _upload.html.
"use strict";
(() => {
  const FACTS = /(?:^|-)(type|title|issued_on|expires_on|issuer)$/;
  const NONE = "no-form"; // names no form: what is sent from here is not sent with the page's own form as well
  // Files that are neither stored nor taken away, over all parts: the page is not left without asking.
  let open = 0;
  let busy = false;

  const say = (text, values) => text.replace(/%(\w+)%/g, (_, name) => values[name]);
  const stem = (name) => name.replace(/\.[^.]+$/, "");

  const bar = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    svg.setAttribute("class", "meter");
    svg.setAttribute("aria-hidden", "true");
    svg.firstChild.setAttribute("height", "100%");
    svg.firstChild.setAttribute("width", "0%");
    return svg;
  };

  const line = (file, remove) => {
    const row = document.createElement("li");
    const [name, state, button, sentence] = ["b", "span", "button", "p"].map((tag) => document.createElement(tag));
    row.className = "upload";
    name.textContent = file.name;
    state.className = "small quiet num";
    button.type = "button";
    button.className = "link small";
    button.textContent = remove;
    sentence.className = "errorlist";
    const item = { file, row, state, button, sentence, meter: bar(), done: false };
    row.append(name, state, button);
    return item;
  };

  // Sends one file; answers with the status and what the server says, or null when it says nothing of use.
  const send = (address, data, tell) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => event.lengthComputable && tell(event.loaded / event.total));
      request.addEventListener("loadend", () => {
        let said = null;
        try {
          said = JSON.parse(request.responseText);
        } catch {
          said = null;
        }
        resolve({ stored: request.status === 201, message: said && said.message });
      });
      request.send(data);
    });

  const start = (part, kept) => {
    const input = part.querySelector("input[type=file]");
    const more = part.querySelector("[data-upload-more]");
    if (!input || !more || input.disabled) return;
    const words = more.dataset;
    const find = (name) => more.querySelector(`[data-upload-${name}]`);
    const [zone, list, button, status, help] = ["zone", "list", "send", "said", "limits"].map(find);
    const limits = JSON.parse(document.getElementById("upload-limits").textContent);
    const facts = [...part.querySelectorAll("[name]")].filter((field) => FACTS.test(field.name));
    const fact = (name) => facts.find((field) => field.name.match(FACTS)[1] === name);
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const submit = part.querySelector("[type=submit]");
    let items = kept;

    const waiting = () => items.filter((item) => !item.done);

    const update = () => {
      const limit = limits[fact("type").value] || limits[""];
      help.textContent = fact("type").value ? limit.words : "";
      input.accept = limit.accept;
      const count = waiting().length;
      open = count;
      button.textContent = say(count === 1 ? words.sendOne : words.sendMany, { n: count });
      button.hidden = !count;
      button.disabled = busy;
    };

    const refuse = (item, sentence) => {
      item.row.classList.add("refused");
      item.meter.remove();
      item.state.textContent = "";
      item.sentence.textContent = sentence;
      item.row.append(item.sentence);
      item.button.hidden = false;
      status.textContent = `${item.file.name}: ${sentence}`;
    };

    const add = (files) => {
      for (const file of files) {
        const item = line(file, words.remove);
        item.button.setAttribute("aria-label", `${words.remove}: ${file.name}`);
        item.button.addEventListener("click", () => {
          items = items.filter((other) => other !== item);
          item.row.remove();
          update();
          input.focus();
        });
        item.state.textContent = words.waits;
        items.push(item);
        list.append(item.row);
      }
      input.value = "";
      update();
    };

    const form = (item, several) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", token.value);
      for (const field of facts) data.append(field.name.match(FACTS)[1], field.value);
      if (several && !data.get("title")) data.set("title", stem(item.file.name));
      data.append("file", item.file, item.file.name);
      return data;
    };

    const one = async (item, several) => {
      const limit = limits[fact("type").value] || limits[""];
      item.row.classList.remove("refused");
      item.sentence.remove();
      if (item.file.size > limit.most) {
        refuse(item, say(words.tooLarge, { size: Math.floor(limit.most / 1048576) }));
        return false;
      }
      item.button.hidden = true;
      item.row.append(item.meter);
      const tell = (share) => {
        const percent = `${Math.round(share * 100)}%`;
        item.meter.firstChild.setAttribute("width", percent);
        item.state.textContent = share < 1 ? percent.replace("%", " %") : words.checks;
      };
      tell(0);
      const answer = await send(part.dataset.upload, form(item, several), tell);
      if (!answer.stored) {
        refuse(item, answer.message || words.failed);
        return false;
      }
      item.done = true;
      item.meter.remove();
      item.state.className = "small t-ok";
      item.state.textContent = words.stored;
      status.textContent = answer.message;
      return true;
    };

    // The list as the server has it now; what somebody is writing in it is not thrown away.
    const refresh = async () => {
      const places = part.dataset.uploadRefresh.split(",").map((name) => document.querySelector(name)).filter(Boolean);
      const written = (field) => field.form && field.defaultValue !== undefined && field.value !== field.defaultValue;
      const fields = places.flatMap((place) => [...place.querySelectorAll("input:not([type=file]), textarea")]);
      const answer = fields.some(written) ? null : await fetch(location.href).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) {
        status.classList.remove("vh");
        status.textContent = words.reload;
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const place of places) {
        const fresh = page.querySelector(place.id ? `#${place.id}` : "nav.tabs");
        if (fresh) place.replaceWith(document.adoptNode(fresh));
      }
      if (part.isConnected) return;
      const again = document.querySelector("[data-upload]");
      if (!again) return;
      for (const field of again.querySelectorAll("[name$=-type]")) field.value = fact("type").value;
      again.querySelector("[data-upload-list]").append(...items.map((item) => item.row));
      start(again, items);
    };

    // Answers whether nothing is left to send.
    const sendAll = async (stays) => {
      if (busy || !waiting().length) return false;
      if (!fact("type").value) {
        status.classList.remove("vh");
        status.textContent = words.typeMissing;
        fact("type").focus();
        return false;
      }
      status.classList.add("vh");
      busy = true;
      update();
      const now = waiting();
      let stored = 0;
      for (const item of now) stored += (await one(item, now.length > 1)) ? 1 : 0;
      busy = false;
      if (stored === now.length) for (const field of facts) if (field !== fact("type")) field.value = "";
      update();
      if (stored && stays) await refresh();
      return !waiting().length;
    };

    input.multiple = true;
    zone.append(input);
    more.hidden = false;
    for (const label of part.querySelectorAll(`label[for="${input.id}"]`)) {
      if (label !== zone) (label.closest(".form-row, .fieldBox") || label).hidden = true;
    }
    if (submit) submit.hidden = true;
    if (part.tagName !== "FORM") for (const field of [input, ...facts]) field.setAttribute("form", NONE);
    input.addEventListener("change", () => add(input.files));
    fact("type").addEventListener("change", update);
    button.addEventListener("click", () => sendAll(true));
    // On a page of its own the part is the form; on a larger one its files go first, then the page is saved.
    (part.closest("form") || part).addEventListener("submit", async (event) => {
      if (!part.isConnected || (part.tagName !== "FORM" && !waiting().length)) return;
      event.preventDefault();
      const own = part.tagName === "FORM";
      const sent = await sendAll(own);
      if (sent && !own) event.target.requestSubmit(event.submitter);
      else if (!own) list.scrollIntoView({ block: "center" });
    });
    part.addEventListener("dragover", () => zone.classList.add("over"));
    part.addEventListener("dragleave", (event) => part.contains(event.relatedTarget) || zone.classList.remove("over"));
    part.addEventListener("drop", (event) => {
      zone.classList.remove("over");
      add(event.dataTransfer.files);
    });
    // Somebody may have chosen files before this script was there.
    add(input.files);
  };

  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  document.addEventListener("DOMContentLoaded", () => {
    const parts = [...document.querySelectorAll("[data-upload]")];
    for (const part of parts) start(part, []);
    if (!parts.length) return;
    // A file that falls beside the zone does not replace the page.
    for (const name of ["dragover", "drop"]) {
      window.addEventListener(name, (event) => hasFiles(event) && event.preventDefault());
    }
    window.addEventListener("beforeunload", (event) => (busy || open) && event.preventDefault());
  });
})();
