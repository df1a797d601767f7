/**
 * Saving of the form's draft on the server while it is typed. Without a connection it stays in the storage of the tab and
 * is saved when the connection returns. Of a field that another device has changed too the newer value is kept.
 */

import { dropValues, fillForm, keepDraft, valuesOf } from "./draft.mjs";

const SAVE_AFTER_MS = 1500;
const AGAIN_AFTER_MS = 15_000;
const WAIT_MS = 20_000;

/**
 * @typedef {{saved: string, values: Record<string, string>, marks: string, changed: string}} Answer
 * @typedef {{say: (text: string, kind: string) => void, offline: string, hasPhoto: () => boolean}} Page
 */

/** Save the draft after each change. @param {HTMLFormElement} form @param {Page} page @param {Record<string, number>} typed */
export function saveDraft(form, page, typed) {
  let timer = 0;
  let isSending = false;
  const later = (/** @type {number} */ ms) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, ms);
  };

  async function save() {
    window.clearTimeout(timer);
    if (isSending) return later(SAVE_AFTER_MS);
    isSending = true;
    const sent = valuesOf(form);
    const sentAt = Date.now();
    const answer = await send(form, typed);
    isSending = false;
    if (answer === null) {
      page.say(page.offline, "is-busy");
      return later(AGAIN_AFTER_MS);
    }
    if ("detail" in answer) return page.say(answer.detail, "is-bad");
    takeAnswer(form, answer, sent);
    for (const name of Object.keys(typed)) if (typed[name] <= sentAt) delete typed[name];
    if (Object.keys(typed).length === 0) dropValues();
    page.say([answer.saved, answer.changed].filter(Boolean).join(" "), answer.changed ? "is-busy" : "");
  }

  const note = (/** @type {Event} */ event) => {
    const { name, type } = /** @type {HTMLInputElement} */ (event.target);
    if (type === "file") return;
    if (name) typed[name] = Date.now();
    keepDraft(form, page.hasPhoto(), typed);
    later(SAVE_AFTER_MS);
  };
  for (const kind of ["input", "change", "photo-kept"]) form.addEventListener(kind, note);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && Object.keys(typed).length > 0) save();
  });
  form.addEventListener("submit", () => window.clearTimeout(timer));
  if (Object.keys(typed).length > 0) later(0);
}

/**
 * @param {HTMLFormElement} form @param {Record<string, number>} typed
 * @returns {Promise<Answer | {detail: string} | null>} null: it may be saved later
 */
async function send(form, typed) {
  const body = new FormData(form);
  for (const name of ["photo", "csrf", "version"]) body.delete(name);
  const ages = Object.entries(typed).map(
    ([name, at]) => `${name}:${Math.max(0, Math.round((Date.now() - at) / 1000))}`,
  );
  body.set("ages", ages.join(","));
  const token = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf"]'))?.content ?? "";
  try {
    const response = await fetch(form.dataset.draftAddress ?? "", {
      method: "POST",
      body: new URLSearchParams(/** @type {[string, string][]} */ ([...body])),
      headers: { Accept: "application/json", "X-CSRF-Token": token },
      keepalive: true,
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (response.status === 429 || response.status >= 500) return null;
    return await response.json();
  } catch {
    return null;
  }
}

/** Take values that changed elsewhere into fields that were not typed since. @param {HTMLFormElement} form @param {Answer} answer @param {Record<string, string>} sent */
function takeAnswer(form, answer, sent) {
  const now = valuesOf(form);
  /** @type {Record<string, string>} */
  const shown = { ...now };
  for (const [name, value] of Object.entries(answer.values))
    if ((now[name] ?? "") === (sent[name] ?? "")) shown[name] = value;
  fillForm(form, shown);
  const marks = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="marks"]'));
  if (marks) marks.value = answer.marks;
}
