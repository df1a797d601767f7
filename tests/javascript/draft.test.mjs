/** The draft of an application in the storage of a tab. */

import assert from "node:assert/strict";
import test from "node:test";
import {
  dropValues,
  emptyDraft,
  forgetDraft,
  keepDraft,
  markSent,
  restoreDraft,
} from "../../accreditation/applications/static/draft.mjs";

const SECRET = "A".repeat(44);

/** @param {Record<string, string>} [values] */
function formWith(values = {}) {
  /** @type {(name: string, type: string, value: string, checked?: boolean) => {name: string, type: string, value: string, checked?: boolean}} */
  const control = (name, type, value, checked = false) => ({ name, type, value: values[name] ?? value, checked });
  return {
    elements: [
      control("csrf", "hidden", "token"),
      control("form", "hidden", "B".repeat(44)),
      control("email", "email", ""),
      control("photo", "file", ""),
      { ...control("category", "radio", "general", values.category !== "pool"), value: "general" },
      { ...control("category", "radio", "pool", values.category === "pool"), value: "pool" },
      { name: "consent", type: "checkbox", value: "yes", checked: values.consent === "yes" },
    ],
  };
}

function makeStore() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    getItem: (/** @type {string} */ name) => items.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => items.set(name, value),
  };
}

const typed = { form: SECRET, csrf: "old", email: "layla@example.org", category: "pool", consent: "yes" };

test("a new form gets the values, the secret and the photo of the draft, and keeps its own token", () => {
  const store = makeStore();
  keepDraft(formWith(typed), true, {}, store, 0);
  const form = formWith();
  assert.equal(restoreDraft(form, store, 1000)?.hasPhoto, true);
  const [csrf, secret, email, , general, pool, consent] = form.elements;
  assert.deepEqual([csrf.value, secret.value, email.value], ["token", SECRET, "layla@example.org"]);
  assert.deepEqual([general.checked, pool.checked, consent.checked], [false, true, true]);
});

test("a draft ends after three days, with its application, and on request", () => {
  const store = makeStore();
  keepDraft(formWith(typed), false, { email: 0 }, store, 0);
  assert.equal(restoreDraft(formWith(), store, 73 * 3600 * 1000), null);
  forgetDraft(`/en/applications/${"C".repeat(44)}`, store, 1);
  assert.notEqual(restoreDraft(formWith(), store, 1), null);
  forgetDraft(`/en/applications/${SECRET}`, store, 1);
  assert.equal(restoreDraft(formWith(), store, 1), null);
  keepDraft(formWith(typed), false, { email: 0 }, store, 0);
  emptyDraft(store);
  assert.equal(restoreDraft(formWith(), store, 1), null);
});

test("a browser without storage shows an empty form", () => {
  keepDraft(formWith(typed), false, {}, null, 0);
  assert.equal(restoreDraft(formWith(), null, 1), null);
});

test("of a saved draft only the secret of the form stays in the tab", () => {
  const store = makeStore();
  keepDraft(formWith(typed), true, { email: 0 }, store, 0);
  dropValues(store, 1);
  const form = formWith();
  const draft = restoreDraft(form, store, 2);
  assert.deepEqual([draft?.secret, draft?.values, draft?.typed], [SECRET, null, {}]);
  assert.equal(form.elements[2].value, "");
});

test("a draft that was sent is forgotten on the page of the application", () => {
  const store = makeStore();
  keepDraft(formWith(typed), false, {}, store, 0);
  markSent(store, 1);
  forgetDraft("/en/applications/another", store, 2);
  assert.equal(restoreDraft(formWith(), store, 3), null);
});
