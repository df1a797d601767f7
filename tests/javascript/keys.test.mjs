// Keys by their letter, by their place only on layouts without Latin letters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { letterOf } from "../../conference/static/js/keys.mjs";

/** @type {[string, string, string, string][]} layout, key, place, letter */
const PRESSES = [
  ["QWERTY", "o", "KeyO", "O"],
  ["QWERTY with Shift", "O", "KeyO", "O"],
  ["Dvorak", "o", "KeyS", "O"],
  ["Dvorak", "s", "Semicolon", "S"],
  ["AZERTY", "a", "KeyQ", "A"],
  ["AZERTY", "m", "Semicolon", "M"],
  ["Bépo", "p", "KeyE", "P"],
  ["Bépo", "o", "KeyR", "O"],
  ["Russian", "щ", "KeyO", "O"],
  ["Greek", "ο", "KeyO", "O"],
  ["Arabic", "خ", "KeyO", "O"],
  ["Arabic", "ظ", "Slash", "/"],
  ["Arabic, two letters on a key", "لا", "KeyB", "B"],
  ["an input method", "Process", "KeyO", "O"],
];

for (const [layout, key, code, letter] of PRESSES) {
  test(`${layout}: ${key} at ${code} is ${letter}`, () => assert.equal(letterOf({ key, code }), letter));
}

test("a key of a Latin layout without a letter is no letter", () => {
  for (const [key, code] of [
    ["'", "KeyQ"], // Dvorak
    [";", "KeyZ"], // Dvorak
    ["é", "KeyW"], // Bépo
    ["Dead", "KeyY"], // Bépo
    ["/", "Slash"],
  ]) {
    assert.doesNotMatch(letterOf({ key, code }), /^[A-Z]$/);
  }
});
