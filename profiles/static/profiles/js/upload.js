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

  // One part of a page with its zone, its list and the files in it.
  class Upload {
    constructor(part, input, more) {
      const find = (name) => more.querySelector(`[data-upload-${name}]`);
      [this.zone, this.list, this.button] = ["zone", "list", "send"].map(find);
      [this.status, this.help] = ["said", "limits"].map(find);
      this.part = part;
      this.input = input;
      this.words = more.dataset;
      this.limits = JSON.parse(document.getElementById("upload-limits").textContent);
      this.facts = [...part.querySelectorAll("[name]")].filter((field) => FACTS.test(field.name));
      this.type = this.facts.find((field) => field.name.match(FACTS)[1] === "type");
      this.items = [];
    }

    get isForm() {
      return this.part.tagName === "FORM";
    }

    get limit() {
      return this.limits[this.type.value] || this.limits[""];
    }

    waiting() {
      return this.items.filter((item) => !item.done);
    }

    update() {
      this.help.textContent = this.type.value ? this.limit.words : "";
      this.input.accept = this.limit.accept;
      open = this.waiting().length;
      this.button.textContent = say(open === 1 ? this.words.sendOne : this.words.sendMany, { n: open });
      this.button.hidden = !open;
      this.button.disabled = busy;
    }

    add(files) {
      for (const file of files) {
        const item = line(file, this.words.remove);
        item.button.setAttribute("aria-label", `${this.words.remove}: ${file.name}`);
        item.button.addEventListener("click", () => this.remove(item));
        item.state.textContent = this.words.waits;
        this.items.push(item);
        this.list.append(item.row);
      }
      this.input.value = "";
      this.update();
    }

    // The part may have been replaced since the row was made: the row then lies in the part of now.
    remove(item) {
      const here = item.owner || this;
      here.items = here.items.filter((other) => other !== item);
      item.row.remove();
      here.update();
      here.input.focus();
    }

    refuse(item, sentence) {
      item.row.classList.add("refused");
      item.meter.remove();
      item.state.textContent = "";
      item.sentence.textContent = sentence;
      item.row.append(item.sentence);
      item.button.hidden = false;
      this.status.textContent = `${item.file.name}: ${sentence}`;
      return false;
    }

    tell(item, share) {
      const percent = `${Math.round(share * 100)}%`;
      item.meter.firstChild.setAttribute("width", percent);
      item.state.textContent = share < 1 ? percent.replace("%", " %") : this.words.checks;
    }

    form(item, several) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      for (const field of this.facts) data.append(field.name.match(FACTS)[1], field.value);
      if (several && !data.get("title")) data.set("title", stem(item.file.name));
      data.append("file", item.file, item.file.name);
      return data;
    }

    // Answers whether the file is stored.
    async one(item, several) {
      item.row.classList.remove("refused");
      item.sentence.remove();
      const most = this.limit.most;
      const tooLarge = say(this.words.tooLarge, { size: Math.floor(most / 1048576) });
      if (item.file.size > most) return this.refuse(item, tooLarge);
      item.button.hidden = true;
      item.row.append(item.meter);
      this.tell(item, 0);
      const answer = await send(this.part.dataset.upload, this.form(item, several), (share) => this.tell(item, share));
      if (!answer.stored) return this.refuse(item, answer.message || this.words.failed);
      item.done = true;
      item.meter.remove();
      item.state.className = "small t-ok";
      item.state.textContent = this.words.stored;
      this.status.textContent = answer.message;
      return true;
    }

    complain(sentence) {
      this.status.classList.remove("vh");
      this.status.textContent = sentence;
    }

    // Answers whether nothing is left to send.
    async sendAll(stays) {
      const now = this.waiting();
      if (busy || !now.length) return false;
      if (!this.type.value) {
        this.complain(this.words.typeMissing);
        this.type.focus();
        return false;
      }
      this.status.classList.add("vh");
      busy = true;
      this.update();
      let stored = 0;
      for (const item of now) stored += (await this.one(item, now.length > 1)) ? 1 : 0;
      busy = false;
      if (stored === now.length) for (const field of this.facts) if (field !== this.type) field.value = "";
      this.update();
      if (stored && stays) await this.refresh();
      return !this.waiting().length;
    }

    // The list as the server has it now; what somebody is writing in it is not thrown away.
    async refresh() {
      const names = this.part.dataset.uploadRefresh.split(",");
      const places = names.map((name) => document.querySelector(name)).filter(Boolean);
      const written = (field) => field.form && field.defaultValue !== undefined && field.value !== field.defaultValue;
      const fields = places.flatMap((place) => [...place.querySelectorAll("input:not([type=file]), textarea")]);
      const answer = fields.some(written) ? null : await fetch(location.href).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) {
        this.complain(this.words.reload);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const place of places) {
        const fresh = page.querySelector(place.id ? `#${place.id}` : "nav.tabs");
        if (fresh) place.replaceWith(document.adoptNode(fresh));
      }
      const again = this.part.isConnected ? null : document.querySelector("[data-upload]");
      if (again) this.moveTo(again);
    }

    // The part was replaced with the list: its files and its type go on in the new one.
    moveTo(part) {
      for (const field of part.querySelectorAll("[name$=-type]")) field.value = this.type.value;
      part.querySelector("[data-upload-list]").append(...this.items.map((item) => item.row));
      const next = start(part);
      if (!next) return;
      next.items = this.items;
      for (const item of this.items) item.owner = next;
      next.update();
    }

    // On a page of its own the part is the form; on a larger one its files go first, then the page is saved.
    async submitted(event) {
      if (!this.part.isConnected || (!this.isForm && !this.waiting().length)) return;
      event.preventDefault();
      const sent = await this.sendAll(this.isForm);
      if (sent && !this.isForm) event.target.requestSubmit(event.submitter);
      else if (!this.isForm) this.list.scrollIntoView({ block: "center" });
    }

    dress(more) {
      const submit = this.part.querySelector("[type=submit]");
      this.input.multiple = true;
      this.zone.append(this.input);
      more.hidden = false;
      for (const label of this.part.querySelectorAll(`label[for="${this.input.id}"]`)) {
        if (label !== this.zone) (label.closest(".form-row, .fieldBox") || label).hidden = true;
      }
      if (submit) submit.hidden = true;
      if (!this.isForm) for (const field of [this.input, ...this.facts]) field.setAttribute("form", NONE);
    }

    listen() {
      const { part, zone } = this;
      this.input.addEventListener("change", () => this.add(this.input.files));
      this.type.addEventListener("change", () => this.update());
      this.button.addEventListener("click", () => this.sendAll(true));
      (part.closest("form") || part).addEventListener("submit", (event) => this.submitted(event));
      part.addEventListener("dragover", () => zone.classList.add("over"));
      part.addEventListener("dragleave", (event) => {
        if (!part.contains(event.relatedTarget)) zone.classList.remove("over");
      });
      part.addEventListener("drop", (event) => {
        zone.classList.remove("over");
        this.add(event.dataTransfer.files);
      });
    }
  }

  const start = (part) => {
    const input = part.querySelector("input[type=file]");
    const more = part.querySelector("[data-upload-more]");
    if (!input || !more || input.disabled) return null;
    const upload = new Upload(part, input, more);
    upload.dress(more);
    upload.listen();
    // Somebody may have chosen files before this script was there.
    upload.add(input.files);
    return upload;
  };

  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  document.addEventListener("DOMContentLoaded", () => {
    const parts = [...document.querySelectorAll("[data-upload]")];
    for (const part of parts) start(part);
    if (!parts.length) return;
    // A file that falls beside the zone does not replace the page.
    for (const name of ["dragover", "drop"]) {
      window.addEventListener(name, (event) => hasFiles(event) && event.preventDefault());
    }
    window.addEventListener("beforeunload", (event) => (busy || open) && event.preventDefault());
  });
})();
