/**
 * Draft of an application in the storage of this tab: what the server has not saved yet, and the secret of the form by
 * which the server finds the rest. It ends with the tab, with the application, or after some days.
 */

import { siteStorage } from "../../../conference/static/js/site.mjs";

const NAME = "application draft";
const LIFE_MS = 3 * 24 * 3600 * 1000;
/** Not kept: what each page has of its own, and the passport's lines, which only the application stores. */
const OWN_FIELDS = new Set(["csrf", "page_language", "show", "save", "version", "marks", "passport_line"]);

/**
 * `values` is null when the server has saved them; `typed` are the moments of typing by field; `isSent`: the form was
 * sent as an application.
 * @typedef {{secret: string, at: number, hasPhoto: boolean, values: Record<string, string> | null,
 *   typed: Record<string, number>, isSent?: boolean}} Draft
 * @typedef {{name: string, type: string, value: string, checked?: boolean}} Control
 * @typedef {{elements: Iterable<unknown>}} Form
 * @typedef {Pick<Storage, "getItem" | "setItem"> | null} Store
 */

/** The controls whose values are kept. @param {Form} form @returns {Control[]} */
function controlsOf(form) {
  const controls = /** @type {Control[]} */ ([...form.elements]);
  return controls.filter(({ name, type }) => name && type !== "file" && type !== "submit" && !OWN_FIELDS.has(name));
}

/** @param {Control} control */
const isChoice = ({ type }) => type === "checkbox" || type === "radio";

/** The values of the form by name, its secret under `form`. @param {Form} form */
export function valuesOf(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const control of controlsOf(form))
    if (!isChoice(control) || control.checked) values[control.name] = control.value;
  return values;
}

/**
 * Keep the values of the form. @param {Form} form @param {boolean} hasPhoto @param {Record<string, number>} [typed]
 * @param {Store} [store]
 */
export function keepDraft(form, hasPhoto, typed = {}, store = siteStorage("sessionStorage"), now = Date.now()) {
  const { form: secret = "", ...values } = valuesOf(form);
  write(store, JSON.stringify({ secret, at: now, hasPhoto, values, typed }));
}

/** Note that the server has the values. @param {Store} [store] */
export function dropValues(store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (draft) write(store, JSON.stringify({ ...draft, values: null, typed: {} }));
}

/** Note that the form is sent as an application. @param {Store} [store] */
export function markSent(store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (draft) write(store, JSON.stringify({ ...draft, isSent: true }));
}

/** Fill the form with the kept values. @param {Form} form @param {Store} [store] @returns {Draft | null} */
export function restoreDraft(form, store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (draft?.values) fillForm(form, { ...draft.values, form: draft.secret });
  return draft;
}

/** Set the controls of a form to these values; those without a value stay, choices are cleared. @param {Form} form @param {Record<string, string>} values */
export function fillForm(form, values) {
  for (const control of controlsOf(form)) {
    const value = values[control.name];
    if (isChoice(control)) control.checked = control.value === value;
    else if (value !== undefined) control.value = value;
  }
}

/** Remove the draft. @param {Store} [store] */
export function emptyDraft(store = siteStorage("sessionStorage")) {
  write(store, "");
}

/** Remove the draft that was sent as an application, or whose page has this path. @param {string} path @param {Store} [store] */
export function forgetDraft(path, store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (draft && (draft.isSent || path.includes(draft.secret))) emptyDraft(store);
}

/** Return the draft of this tab. @param {Store} [store] @returns {Draft | null} */
export function keptDraft(store = siteStorage("sessionStorage"), now = Date.now()) {
  try {
    const draft = JSON.parse(store?.getItem(NAME) || "null");
    return draft?.secret && now - draft.at < LIFE_MS ? draft : null;
  } catch {
    return null;
  }
}

/** @param {Store} store @param {string} text */
function write(store, text) {
  try {
    store?.setItem(NAME, text);
  } catch {
    // the storage is full or forbidden: the form works without it
  }
}
