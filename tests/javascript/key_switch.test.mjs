// Whether keys may change the board: only after the operator in this tab has turned them on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeySwitch } from "../../broadcast/console/static/key_switch.mjs";

/** @type {any} */ (globalThis).document = { documentElement: { classList: { toggle() {} } } };

/** @param {Map<string, string>} stored @param {string} operator */
function pageOf(stored, operator) {
  const attributes = new Map();
  const button = /** @type {any} */ ({
    dataset: { operator },
    getAttribute: (/** @type {string} */ name) => attributes.get(name) ?? null,
    setAttribute: (/** @type {string} */ name, /** @type {string} */ value) => attributes.set(name, value),
    addEventListener: (/** @type {string} */ _type, /** @type {() => void} */ act) => {
      button.click = act;
    },
  });
  const storage = {
    getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void stored.set(name, value),
  };
  return { button, keys: new KeySwitch(button, storage) };
}

test("keys are off at the start, and stay on after a reload until they are turned off", () => {
  const stored = new Map();
  const page = pageOf(stored, "stf_1");
  assert.equal(page.keys.isOn, false);
  page.button.click();
  assert.equal(page.keys.isOn, true);
  assert.equal(pageOf(stored, "stf_1").keys.isOn, true);
  page.button.click();
  assert.equal(pageOf(stored, "stf_1").keys.isOn, false);
});

test("keys are off for the next operator at the same window", () => {
  const stored = new Map();
  pageOf(stored, "stf_1").button.click();
  assert.equal(pageOf(stored, "stf_2").keys.isOn, false);
});
