import assert from "node:assert/strict";
import { test } from "node:test";

import { el, pageData, part, setPressed, settle, showText } from "../../conference/static/js/dom.mjs";

/** As much of an element as the module uses. */
class FakeElement {
  constructor() {
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {any[]} */
    this.children = [];
    this.textContent = "";
    this.hidden = false;
  }
  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  /** @param {any[]} children */
  append(...children) {
    this.children.push(...children);
  }
}
const element = () => /** @type {any} */ (new FakeElement());
const elements = new Map();
const document = { createElement: element, getElementById: (/** @type {string} */ id) => elements.get(id) ?? null };
Object.defineProperty(globalThis, "document", { value: document, configurable: true });

test("el leaves out attributes of null, undefined and false, and children of null and undefined", () => {
  const made = /** @type {any} */ (
    el(
      "a",
      { href: "/", rel: null, lang: undefined, hidden: false, download: true, tabindex: 1 },
      "text",
      null,
      undefined,
    )
  );
  assert.deepEqual(made.attributes, { href: "/", download: "", tabindex: "1" });
  assert.deepEqual(made.children, ["text"]);
});

test("part finds the element by its mark", () => {
  const root = /** @type {any} */ ({ querySelector: (/** @type {string} */ selector) => selector });
  assert.equal(part("verdict-screen", root), "[data-verdict-screen]");
});

test("showText hides an element without a text", () => {
  const shown = element();
  showText(shown, "text");
  assert.deepEqual([shown.textContent, shown.hidden], ["text", false]);
  showText(shown, null);
  assert.deepEqual([shown.textContent, shown.hidden], ["", true]);
});

test("setPressed writes the state for assistive technology", () => {
  const button = element();
  setPressed(button, true);
  assert.deepEqual(button.attributes, { "aria-pressed": "true" });
});

test("settle replaces children that differ and removes surplus ones", () => {
  /** @type {string[]} */
  const done = [];
  const child = (/** @type {string} */ name) => ({
    name,
    isEqualNode: (/** @type {{name: string}} */ other) => other.name === name,
    replaceWith: (/** @type {{name: string}} */ other) => done.push(`${name} by ${other.name}`),
    remove: () => done.push(`${name} removed`),
  });
  const append = (/** @type {{name: string}} */ node) => done.push(`${node.name} appended`);
  const parent = (/** @type {any[]} */ ...children) => /** @type {any} */ ({ children, append });
  const nodes = (/** @type {string[]} */ ...names) => /** @type {any[]} */ (names.map(child));
  settle(parent(child("a"), child("b"), child("c")), nodes("a", "x"));
  settle(parent(), nodes("a"));
  assert.deepEqual(done, ["b by x", "c removed", "a appended"]);
});

test("pageData reads the page's JSON; null without it", () => {
  elements.set("screen", { textContent: '{"every_s": 20}' });
  assert.deepEqual(pageData("screen"), { every_s: 20 });
  assert.equal(pageData("other"), null);
});
