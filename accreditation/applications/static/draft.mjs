/**
 * Draft of an application in the storage of this tab, so that leaving the page and coming back loses nothing. The
 * photo is on the server under the secret of the form. The draft ends with the tab, with the application, or after a day.
 */

import { siteStorage } from "../../../conference/static/js/site.mjs";

const NAME = "application draft";
const LIFE_MS = 24 * 3600 * 1000;
const OWN_FIELDS = new Set(["csrf", "page_language", "show", "version"]);

/**
 * @typedef {{secret: string, at: number, hasPhoto: boolean, values: Record<string, string>}} Draft
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

/** Keep the values of the form. @param {Form} form @param {boolean} hasPhoto @param {Store} [store] */
export function keepDraft(form, hasPhoto, store = siteStorage("sessionStorage"), now = Date.now()) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const control of controlsOf(form))
    if (!isChoice(control) || control.checked) values[control.name] = control.value;
  const { form: secret = "", ...typed } = values;
  write(store, JSON.stringify({ secret, at: now, hasPhoto, values: typed }));
}

/** Fill the form with the kept values. @param {Form} form @param {Store} [store] @returns {Draft | null} */
export function restoreDraft(form, store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (!draft) return null;
  for (const control of controlsOf(form)) {
    const value = control.name === "form" ? draft.secret : draft.values[control.name];
    if (isChoice(control)) control.checked = control.value === value;
    else if (value !== undefined) control.value = value;
  }
  return draft;
}

/** Remove the draft. @param {Store} [store] */
export function emptyDraft(store = siteStorage("sessionStorage")) {
  write(store, "");
}

/** Remove the draft of the application whose page has this path. @param {string} path @param {Store} [store] */
export function forgetDraft(path, store = siteStorage("sessionStorage"), now = Date.now()) {
  const draft = keptDraft(store, now);
  if (draft && path.includes(draft.secret)) emptyDraft(store);
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
