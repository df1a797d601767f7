/** What a screen does when the console sends it a command, and what it answers. */

import assert from "node:assert/strict";
import test from "node:test";

import { IDENTIFY_MS, registerCommands } from "../../broadcast/pages/static/proof/screen_commands.mjs";

/** @param {string} kind @param {Record<string, string | number>} [parameters] @param {boolean} [taken] */
async function did(kind, parameters = {}, taken = true) {
  /** @type {string[]} */
  const acts = [];
  /** @type {(() => void)[]} */
  const later = [];
  const device = {
    name: () => "lobby 1",
    open: (/** @type {string} */ path) => acts.push(`open ${path}`),
    reload: () => acts.push("reload"),
    later: (/** @type {() => void} */ act) => later.push(act),
    upload: async (/** @type {string} */ path) => {
      acts.push(`upload ${path}`);
      return taken;
    },
  };
  const commands = new Map();
  registerCommands(commands, (forMs) => acts.push(`name ${forMs}`), device);
  acts.push(await commands.get(kind)(parameters));
  for (const act of later) act();
  return acts;
}

test("a screen shows its name", async () => {
  assert.deepEqual(await did("identify"), [`name ${IDENTIFY_MS}`, "done"]);
});

test("what leaves the page is answered before", async () => {
  assert.deepEqual(await did("reload"), ["done", "reload"]);
  assert.deepEqual(await did("test_card"), ["done", "open /screens/test-card?hold=1&screen=lobby%201"]);
  assert.deepEqual(await did("normal"), ["done", "open /screens"]);
});

test("a picture is done once the server has taken it", async () => {
  const path = "screens/pictures/c1/abc";
  assert.deepEqual(await did("picture", { path }), ["upload screens/pictures/c1/abc", "done"]);
  assert.deepEqual(await did("picture", { path }, false), ["upload screens/pictures/c1/abc", "refused"]);
});

test("pictures for other places are refused", async () => {
  assert.deepEqual(await did("picture", { path: "https://example.org/screens/pictures/" }), ["refused"]);
  assert.deepEqual(await did("picture"), ["refused"]);
});
