// Keys of the console: each acts, waits until it can, or is named to the operator as one that does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Keyboard } from "../../broadcast/console/static/keyboard.mjs";

const NAMES = new Map([
  ["A", "Adjourn"],
  ["G", "Record signature"],
  ["N", "Next speaker"],
]);

class Button {
  /** @param {string} letter @param {() => void} act */
  constructor(letter, act) {
    this.letter = letter;
    this.disabled = false;
    this.value = "";
    this.form = { requestSubmit: act };
  }
  querySelector() {
    return { textContent: NAMES.get(this.letter) };
  }
}

/** A console that shows one session, with the buttons that a test adds. */
class FakeConsole {
  constructor() {
    /** @type {Map<string, Button>} */
    this.buttons = new Map();
    /** @type {object | null} */
    this.question = null;
    /** @type {object | null} */
    this.error = null;
    /** @type {string[]} */
    this.acted = [];
    /** @type {string[]} */
    this.told = [];
    const parts = { session: "opening", shownSession: "opening" };
    const isChoosing = () => parts.session !== parts.shownSession;
    this.parts = Object.defineProperty(parts, "isChoosing", { get: isChoosing });
    Object.assign(globalThis, { document: this.document(), CSS: { escape: (/** @type {string} */ text) => text } });
    for (const name of ["HTMLElement", "HTMLInputElement", "HTMLAnchorElement"]) {
      Object.assign(globalThis, { [name]: class {} });
    }
    this.keyboard = new Keyboard(/** @type {any} */ (this.parts), {
      isSending: isChoosing,
      isBehind: () => false,
      isArmed: () => true,
      onUnarmed: () => this.told.push("off"),
      onImpossible: (what) => this.told.push(`impossible: ${what}`),
      onDropped: (what) => this.told.push(`dropped: ${what}`),
    });
  }
  document() {
    const letterIn = (/** @type {string} */ selector) => /-key="(.)"/.exec(selector)?.[1] ?? "";
    return {
      addEventListener() {},
      getElementById: () => null,
      /** @param {string} selector */
      querySelector: (selector) => {
        if (selector.startsWith("button[data-key=")) return this.buttons.get(letterIn(selector)) ?? null;
        if (selector.startsWith("#keys-help")) {
          const textContent = NAMES.get(letterIn(selector));
          return textContent ? { textContent } : null;
        }
        if (selector === "dialog[open]") return this.question;
        return selector === "#console-status [role=alert]" ? this.error : null;
      },
    };
  }
  /** @param {string} letter @param {() => void} [act] */
  add(letter, act = () => {}) {
    this.buttons.set(
      letter,
      new Button(letter, () => {
        this.acted.push(letter);
        act();
      }),
    );
  }
  /** @param {string} letters */
  press(letters) {
    for (const letter of letters) {
      const event = { key: letter.toLowerCase(), code: `Key${letter}`, target: null, preventDefault() {} };
      this.keyboard.handleKey(/** @type {any} */ (event));
    }
  }
  async settled() {
    await this.keyboard.presses.last;
  }
}

test("a key for the session just chosen acts when its button has arrived", async () => {
  const page = new FakeConsole();
  page.parts.session = "signing";
  page.press("G");
  page.parts.shownSession = "signing";
  page.add("G");
  await page.settled();
  assert.deepEqual([page.acted, page.told], [["G"], []]);
});

test("a key for a session that did not arrive is named", async () => {
  const page = new FakeConsole();
  page.add("A");
  page.parts.session = "signing";
  page.press("A");
  page.parts.session = "opening";
  await page.settled();
  assert.deepEqual([page.acted, page.told], [[], ["impossible: Adjourn"]]);
});

test("a key without a button is named, a letter without an act is not", async () => {
  const page = new FakeConsole();
  page.press("GX");
  await page.settled();
  assert.deepEqual([page.acted, page.told], [[], ["impossible: Record signature"]]);
});

test("keys after one that opens a question are named", async () => {
  const page = new FakeConsole();
  page.add("N");
  page.add("A", () => {
    page.question = {};
  });
  page.press("ANN");
  await page.settled();
  assert.deepEqual([page.acted, page.told], [["A"], ["dropped: Next speaker", "dropped: Next speaker"]]);
});

test("an error shown before a key does not stop it", async () => {
  const page = new FakeConsole();
  page.error = {};
  page.add("N");
  page.press("NN");
  await page.settled();
  assert.deepEqual([page.acted, page.told], [["N", "N"], []]);
});
