/**
 * The script of an open file. While the page is visible it tells the server every minute that the file is open, and shows
 * what the server answers: other officers on the file, and what has changed. A reload keeps typed text.
 *
 * @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field
 * @typedef {{act: string, name: string, value: string, checked: boolean, isText: boolean}} Typed
 */

import { STAFF } from "../../../conference/static/staff.mjs";

const TELL_EVERY_MS = 60_000;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-open-file]"));
const notices = /** @type {HTMLElement | null} */ (document.querySelector("[data-open-notices]"));

if (form && notices) watchOpenFile(form, notices);

/** @param {HTMLFormElement} openFile @param {HTMLElement} place of the notices */
function watchOpenFile(openFile, place) {
  const name = `${STAFF} typed ${new URL(openFile.action).pathname}`;
  const body = () => new URLSearchParams(/** @type {any} */ (new FormData(openFile)));
  let hasEnded = false;

  async function tellPresence() {
    if (hasEnded || document.hidden || !place.parentElement?.offsetParent) return;
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(openFile.action, { method: "POST", body: body(), redirect: "manual", headers });
      if (answer.ok) showNotices(place, await answer.text());
      else hasEnded = answer.status < 500;
    } catch {
      // Without a connection: the next one tells again.
    }
  }

  setInterval(tellPresence, TELL_EVERY_MS);
  document.addEventListener("visibilitychange", tellPresence);
  addEventListener("pageshow", tellPresence);
  addEventListener("pagehide", () => navigator.sendBeacon(openFile.dataset.leave ?? "", body()));
  place.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-reload]")) keepTyped(name);
  });
  restoreTyped(name, place);
}

/** Show the answer, unless it says the same: screen readers read what is new. @param {HTMLElement} place @param {string} html */
function showNotices(place, html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const words = (/** @type {HTMLElement} */ element) => (element.textContent ?? "").replace(/\s+/g, " ").trim();
  if (words(body) !== words(place)) place.replaceChildren(...body.childNodes);
}

/** The forms of acts on this file, by act. */
function actForms() {
  const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll(".desk-one form[method=post]")]);
  return forms.map((one) => ({ form: one, act: new FormData(one).get("act") })).filter(({ act }) => act);
}

/** @param {HTMLFormElement} one */
function fieldsOf(one) {
  const fields = /** @type {Field[]} */ ([...one.querySelectorAll("input:not([type=hidden]), textarea, select")]);
  return fields.filter((field) => field.name);
}

/** @param {Field} field whether it differs from what the page came with */
function isTyped(field) {
  if (field instanceof HTMLSelectElement) {
    return field.value !== (field.querySelector("option[selected]") ?? field.options[0])?.getAttribute("value");
  }
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** @param {string} name of the stored values, which the next page restores and deletes */
function keepTyped(name) {
  /** @type {Typed[]} */
  const typed = actForms().flatMap(({ form: one, act }) =>
    fieldsOf(one)
      .filter(isTyped)
      .map((field) => ({
        act: String(act),
        name: field.name,
        value: field.value,
        checked: field instanceof HTMLInputElement && field.checked,
        isText: field.matches("textarea, [type=text]"),
      })),
  );
  if (typed.length) sessionStorage.setItem(name, JSON.stringify(typed));
}

/** Fill in what was typed before the reload; texts whose form is gone are shown. @param {string} name @param {HTMLElement} place */
function restoreTyped(name, place) {
  /** @type {Typed[]} */
  const typed = JSON.parse(sessionStorage.getItem(name) ?? "[]");
  sessionStorage.removeItem(name);
  const forms = actForms();
  const lost = typed.filter((one) => {
    const found = forms.find(({ act }) => act === one.act);
    const field = found && fieldsOf(found.form).find((candidate) => candidate.name === one.name);
    if (!found || !field) return true;
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = one.checked;
    else field.value = one.value;
    found.form.closest("details")?.setAttribute("open", "");
    return false;
  });
  const texts = lost.filter(({ isText }) => isText).map(({ value }) => value);
  if (texts.length) showLost(place, texts);
}

/** @param {HTMLElement} place @param {string[]} texts */
function showLost(place, texts) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-lost-texts]"));
  if (!template) return;
  const quotes = texts.map((text) =>
    Object.assign(document.createElement("blockquote"), { textContent: text, dir: "auto" }),
  );
  place.before(template.content.cloneNode(true), ...quotes);
}
