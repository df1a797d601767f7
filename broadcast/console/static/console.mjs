/**
 * The console with a script: forms are sent without leaving the page, keys press buttons, and whatever happens on the
 * board (here or under another operator's hand) brings the page up to date at once.
 *
 * The server makes every part of the page; this fetches it again and puts each `data-part` in its place.
 */

import { morph } from "../../../conference/static/morph.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { BUILD, SITE } from "../../feed/static/site.mjs";
import { el, icon, pageData, settle } from "../../pages/static/dom.mjs";
import { Words } from "../../pages/static/words.mjs";

const HOME = `${SITE}staff/console`;
const AFTER_CHANGE_MS = 120;
const LOOK_AGAIN_MS = 700;
const EVERY_MS = 4000;
const SAY_FOR_MS = 8000;
const CHIP_MINUTES = [5, 15, 30, 60];

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

class Console {
  constructor() {
    const data = pageData("console");
    this.words = new Words(data);
    this.refreshing = false;
    this.again = false;
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.sayTimer = null;
    this.follow(data.language.code);
    document.documentElement.classList.add("scripted");
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("input", (event) => this.input(event));
    document.addEventListener("change", (event) => this.change(event));
    addEventListener("popstate", () => this.refresh());
    setInterval(() => document.visibilityState === "visible" && this.soon(0), EVERY_MS);
    this.dress();
  }

  /** @param {string} language */
  follow(language) {
    let first = true;
    const onBoard = () => {
      if (!first) {
        this.soon(AFTER_CHANGE_MS);
        setTimeout(() => this.soon(0), LOOK_AGAIN_MS);
      }
      first = false;
    };
    const onStanding = (/** @type {import("../../feed/static/feed.mjs").Standing} */ standing) =>
      this.standing(standing);
    this.feed = openFeed({ language }, { onBoard, onStanding, onBuild: (build) => this.tellOfBuild(build) });
  }

  /** Nothing is loaded anew under the operator's hand: the page says that it could be. @param {string} build */
  tellOfBuild(build) {
    const part = document.querySelector("[data-renewal]");
    if (part instanceof HTMLElement) part.hidden = build === BUILD;
  }

  /** @param {import("../../feed/static/feed.mjs").Standing} standing */
  standing({ live, confirmedAt }) {
    const part = document.querySelector("[data-standing-part]");
    if (!(part instanceof HTMLElement)) return;
    const at = confirmedAt === null ? null : this.words.moment(confirmedAt, this.feed?.now() ?? null);
    part.hidden = live;
    const text = at ? this.words.text("board.stale", { time: at }) : this.words.text("board.unconfirmed");
    settle(part, live ? [] : [icon(this.words.sprite, "triangle"), el("span", {}, text)]);
  }

  /** @param {number} afterMs */
  soon(afterMs) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), afterMs);
  }

  /** Fetch the page as it is now and put its parts in their places; one at a time, and once more if asked meanwhile. */
  async refresh() {
    if (this.refreshing) {
      this.again = true;
      return;
    }
    this.refreshing = true;
    const address = location.href;
    try {
      const response = await fetch(address.split("#")[0], { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected) location.reload();
      else if (response.ok && address === location.href) this.take(await response.text());
    } catch {
      // The standing says that there is no connection; the next look comes by itself.
    } finally {
      this.refreshing = false;
      if (this.again) {
        this.again = false;
        this.soon(0);
      }
    }
  }

  /** @param {string} html @param {boolean} [withStatus] */
  take(html, withStatus = false) {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    for (const wanted of page.querySelectorAll("[data-part]")) {
      const name = wanted.getAttribute("data-part") ?? "";
      if (name === "status" && !withStatus) continue;
      const old = document.querySelector(`[data-part="${name}"]`);
      if (old) morph(old, wanted);
      else this.place(wanted, page);
    }
    for (const old of document.querySelectorAll("[data-part]")) {
      if (!page.querySelector(`[data-part="${old.getAttribute("data-part")}"]`)) old.remove();
    }
    this.dress();
  }

  /** A part that this page does not have yet goes after the one before it. @param {Element} wanted @param {Document} page */
  place(wanted, page) {
    const before = wanted.previousElementSibling?.getAttribute("data-part");
    const parent = wanted.parentElement?.className;
    const anchor = before && document.querySelector(`[data-part="${before}"]`);
    if (anchor) anchor.after(document.importNode(wanted, true));
    else if (parent && page)
      document.querySelector(`.${parent.split(" ")[0]}`)?.prepend(document.importNode(wanted, true));
  }

  /** What only a page with a script has: chips for the time, filters that stay, the gate of a text in six languages. */
  dress() {
    const chips = document.querySelector("[data-chips]");
    if (chips && chips.childElementCount === 0) {
      settle(
        chips,
        CHIP_MINUTES.map((minutes) =>
          el(
            "button",
            { type: "button", class: "chip", "data-plus": minutes },
            el("bdi", { dir: "ltr" }, `+${minutes}′`),
          ),
        ),
      );
    }
    for (const field of document.querySelectorAll("[data-filter]"))
      this.filter(/** @type {HTMLInputElement} */ (field));
    this.gate();
  }

  /** @param {HTMLInputElement} field */
  filter(field) {
    const sought = fold(field.value);
    const name = field.dataset.filter;
    const lists = name === "run" ? "[data-part=run]" : `[data-filtered="${name}"]`;
    for (const item of document.querySelectorAll(`${lists} [data-find]`)) {
      if (item instanceof HTMLElement) item.hidden = !fold(item.dataset.find ?? "").includes(sought);
    }
  }

  /** A text of one's own goes out only when it is complete. */
  gate() {
    const texts = [...document.querySelectorAll("textarea[data-required]")];
    const complete = texts.every((text) => /** @type {HTMLTextAreaElement} */ (text).value.trim() !== "");
    for (const button of document.querySelectorAll("[data-gate]")) {
      /** @type {HTMLButtonElement} */ (button).disabled = !complete;
    }
  }

  /** @param {Event} event */
  input({ target }) {
    if (target instanceof HTMLInputElement && target.dataset.filter) this.filter(target);
    if (target instanceof HTMLTextAreaElement) this.gate();
  }

  /** @param {Event} event */
  change({ target }) {
    if (!(target instanceof HTMLSelectElement) || target.name !== "template") return;
    this.go(new URLSearchParams(/** @type {any} */ (new FormData(target.form ?? undefined))));
  }

  /** @param {URLSearchParams} query */
  go(query) {
    history.pushState(null, "", `${HOME}?${query}`);
    this.say(null);
    this.refresh();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const item = target?.closest("a.run-item");
    const chip = target?.closest("[data-plus]");
    if (target?.closest("[data-reload]")) location.reload();
    if (item instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.go(new URL(item.href).searchParams);
    } else if (chip instanceof HTMLElement) {
      this.plus(Number(chip.dataset.plus));
    }
  }

  /** So many minutes after now, or after the time that stands, whichever is later. @param {number} minutes */
  plus(minutes) {
    const base = Date.parse(document.querySelector("[data-chips]")?.getAttribute("data-chips") ?? "");
    const from = Math.max(Number.isNaN(base) ? 0 : base, this.feed?.now() ?? Date.now());
    const field = document.getElementById("until");
    if (field instanceof HTMLInputElement) field.value = this.words.times.time(from + minutes * 60_000);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && isTyping(event.target)) /** @type {HTMLElement} */ (event.target).blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const letter = event.code.startsWith("Key") ? event.code.slice(3) : event.key;
    const field = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
    const button = document.querySelector(`button[data-key="${CSS.escape(letter)}"]`);
    if (letter === "J" || letter === "K") this.step(letter === "J" ? 1 : -1);
    else if (field instanceof HTMLElement) field.focus();
    else if (button instanceof HTMLButtonElement && !button.disabled && !event.repeat) this.press(button);
    else return;
    event.preventDefault();
  }

  /** A delay without a time asks for it first. @param {HTMLButtonElement} button */
  press(button) {
    const until = document.getElementById("until");
    if (button.value === "delay" && until instanceof HTMLInputElement && until.value === "") until.focus();
    else button.form?.requestSubmit(button);
  }

  /** @param {number} by */
  step(by) {
    const items = [...document.querySelectorAll("li:not([hidden]) > a.run-item")];
    const here = items.findIndex((item) => item.hasAttribute("aria-current"));
    const next = items[Math.min(Math.max(here + by, 0), items.length - 1)];
    if (!(next instanceof HTMLAnchorElement)) return;
    next.scrollIntoView({ block: "nearest" });
    this.go(new URL(next.href).searchParams);
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (form.matches("[data-choose]")) {
      event.preventDefault();
      this.go(new URLSearchParams(/** @type {any} */ (new FormData(form))));
    }
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(form, submitter)));
    const ask = confirmation(form, submitter);
    if (ask && !(await confirmed(ask))) return;
    if (ask) fields.set("confirmed", "1");
    if (submitter?.matches("[data-preview]")) await this.preview(form, fields);
    else await this.send(form, fields, submitter);
  }

  /** @param {HTMLFormElement} form @param {URLSearchParams} fields */
  async preview(form, fields) {
    const answer = await this.post(form, fields, "text/html");
    if (answer) this.take(await answer.text(), true);
  }

  /** @param {HTMLFormElement} form @param {URLSearchParams} fields @param {HTMLButtonElement | null} submitter */
  async send(form, fields, submitter) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const answer = await this.post(form, fields, "application/json");
    form.removeAttribute("aria-busy");
    if (answer === null) return;
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      this.say({ text: body.detail ?? this.words.text("console.unreachable"), good: false });
      this.mark(form, body.errors ?? {});
    } else {
      const label = submitter?.querySelector("span")?.textContent ?? submitter?.textContent ?? "";
      const done = this.words.text("console.done", { what: label.trim() });
      this.say({ text: body.changed ? done : this.words.text("console.unchanged"), good: true });
      this.mark(form, {});
      this.reset(form);
    }
    await this.refresh();
  }

  /** What was said with an act that succeeded is not said again with the next. @param {HTMLFormElement} form */
  reset(form) {
    form.reset();
    const filter = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-filter]"));
    if (filter) this.filter(filter);
    if (!form.matches(".compose")) return;
    const query = new URLSearchParams(location.search);
    query.delete("template");
    history.replaceState(null, "", `${HOME}?${query}`);
  }

  /** @param {HTMLFormElement} form @param {URLSearchParams} body @param {string} accept */
  async post(form, body, accept) {
    const csrf = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
    try {
      return await fetch(form.action, { method: "POST", body, headers: { Accept: accept, "X-CSRF-Token": csrf } });
    } catch {
      this.say({ text: this.words.text("console.unreachable"), good: false });
      return null;
    }
  }

  /** @param {HTMLFormElement} form @param {Record<string, {detail: string}>} errors errors of fields of an answer (RFC 9457) */
  mark(form, errors) {
    for (const said of form.querySelectorAll(".field-error")) said.remove();
    for (const field of form.querySelectorAll("[name]")) field.removeAttribute("aria-invalid");
    for (const [name, { detail }] of Object.entries(errors)) {
      const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
      field?.setAttribute("aria-invalid", "true");
      field?.closest(".field")?.append(el("p", { class: "field-error" }, detail));
    }
    const first = form.querySelector("[aria-invalid]");
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {{text: string | Node, good: boolean} | null} what */
  say(what) {
    clearTimeout(this.sayTimer);
    const part = document.querySelector('[data-part="status"]');
    if (!part) return;
    const sprite = this.words.sprite;
    const notice =
      what &&
      el(
        "div",
        { class: `notice ${what.good ? "notice-good" : "notice-stop"}`, role: what.good ? null : "alert" },
        icon(sprite, what.good ? "admitted" : "octagon"),
        el("p", {}, what.text),
      );
    settle(part, notice ? [notice] : []);
    if (what?.good) this.sayTimer = setTimeout(() => this.say(null), SAY_FOR_MS);
  }
}

/** UTF-16 units of a name that are compared: a normaliser takes quadratic time for a long run of marks. */
const LONGEST_NAME = 256;

/** Letters without marks and case, so that "viet" finds "Việt". @param {string} text */
function fold(text) {
  return text.slice(0, LONGEST_NAME).normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
}

/** Which question is asked first, if any. @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter */
function confirmation(form, submitter) {
  const level = submitter?.dataset.confirmLevel;
  if (level && new FormData(form).get("level") === level) return level;
  return submitter?.dataset.confirm ?? null;
}

/** Ask in the dialog of that name. @param {string} name @returns {Promise<boolean>} */
function confirmed(name) {
  const dialog = document.getElementById(`confirm-${name}`);
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

if (globalThis.document?.getElementById("console")) new Console();
