/** The layout of a calibrated scanner (A19). */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ALPHABET, learnLayout, readWithLayout } from "../../accreditation/badges/static/readers/layout.mjs";
import { usLetter, Wedge } from "../../accreditation/badges/static/readers/wedge.mjs";

/**
 * Return the strokes of a scanner and a computer with different layouts.
 * @param {string} text
 * @param {(sign: string) => {code: string, key?: string, shift: boolean}} press
 */
function strokes(text, press) {
  return [...text].map((sign) => ({ key: "?", alt: false, ...press(sign) }));
}

const SHIFTED = ")!@#$%^&*(";
/** @param {string} sign */
function us(sign) {
  if (/[A-Z]/.test(sign)) return { code: `Key${sign}`, shift: true };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: false };
  const plain = { " ": "Space", "-": "Minus", ".": "Period", "/": "Slash" }[sign];
  if (plain) return { code: plain, shift: false };
  return { code: { ":": "Semicolon", "+": "Equal" }[sign] ?? `Digit${SHIFTED.indexOf(sign)}`, shift: true };
}
/** The strokes of a scanner set to the French layout. @param {string} sign */
function azerty(sign) {
  const swapped = { A: "KeyQ", Q: "KeyA", Z: "KeyW", W: "KeyZ", M: "Semicolon" }[sign];
  if (swapped) return { code: swapped, shift: true };
  if (/[A-Z]/.test(sign)) return { code: `Key${sign}`, shift: true };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: true };
  const plain = { " ": "Space", "-": "Digit6", ":": "Period", $: "BracketRight", "*": "Backslash" }[sign];
  if (plain) return { code: plain, shift: false };
  return { code: { "+": "Equal", ".": "Comma", "/": "Period", "%": "Quote" }[sign] ?? "", shift: true };
}
/** The strokes of a scanner set to the German layout, in lower case. @param {string} sign */
function qwertz(sign) {
  if (/[A-Z]/.test(sign)) return { code: `Key${{ Y: "Z", Z: "Y" }[sign] ?? sign}`, shift: false };
  if (/[0-9]/.test(sign)) return { code: `Digit${sign}`, shift: false };
  const plain = { " ": "Space", "-": "Slash", "+": "BracketRight", ".": "Period" }[sign];
  if (plain) return { code: plain, shift: false };
  return {
    code: { $: "Digit4", "%": "Digit5", "/": "Digit7", "*": "BracketRight", ":": "Period" }[sign] ?? "",
    shift: true,
  };
}
/** The strokes of an input method without key codes. @param {string} sign */
const nameless = (sign) => ({ code: "", key: `~${sign}`, shift: false });

test("a calibrated scanner is read with any keyboard layouts (A19)", () => {
  const token = "R1:RRQ$-8O609O0B90L6B55L%ZCCT8+*/.:XYZ 0".repeat(5).slice(0, 174);
  for (const press of [us, azerty, qwertz, nameless]) {
    const learnt = learnLayout(strokes(ALPHABET + ALPHABET, press));
    assert.ok("layout" in learnt, press.name);
    assert.equal(readWithLayout(learnt.layout, strokes(token, press)), token);
    /** @type {string[]} */
    const read = [];
    const wedge = new Wedge((text) => read.push(text), { setTimeout: () => 0, clearTimeout: () => {} });
    wedge.layout = learnt.layout;
    strokes(token, press).forEach(({ code, key, shift }, n) => {
      const own = code ? usLetter(code, shift) : key.slice(1);
      wedge.takeKey({
        code,
        key: own,
        shiftKey: shift,
        ctrlKey: false,
        altKey: false,
        metaKey: false,
        timeStamp: n * 4,
      });
    });
    if (press !== nameless) {
      wedge.endBurst();
      assert.deepEqual(read, [token], press.name);
    }
  }
});

test("a failed calibration gives no layout", () => {
  const good = strokes(ALPHABET + ALPHABET, us);
  assert.deepEqual(learnLayout(good.slice(1)), { problem: "count" });
  assert.deepEqual(learnLayout([...good.slice(0, -1), good[0]]), { problem: "differs" });
  assert.deepEqual(learnLayout(strokes(ALPHABET + ALPHABET, () => ({ code: "KeyA", shift: false }))), {
    problem: "ambiguous",
  });
});
