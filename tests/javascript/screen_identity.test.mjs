// When a screen shows its name: asked for by the console, for some seconds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isIdentified } from "../../broadcast/pages/static/screen_identity.mjs";

const NAMES = ["lobby-1", "lobby-1.ar"];
const NOW = Date.parse("2025-10-25T02:00:00Z");
const asked = { screen: "lobby-1", until: "2025-10-25T02:00:20Z" };

test("a screen shows its name when it, one of its languages or every screen is asked for", () => {
  assert.equal(isIdentified(asked, NAMES, NOW), true);
  assert.equal(isIdentified({ ...asked, screen: "lobby-1.ar" }, NAMES, NOW), true);
  assert.equal(isIdentified({ ...asked, screen: null }, NAMES, NOW), true);
});

test("a screen does not show its name for another one, after the time, or without a clock", () => {
  assert.equal(isIdentified({ ...asked, screen: "lobby-10" }, NAMES, NOW), false);
  assert.equal(isIdentified(asked, NAMES, NOW + 20_000), false);
  assert.equal(isIdentified(asked, NAMES, null), false);
  assert.equal(isIdentified(null, NAMES, NOW), false);
});
