// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide, ENTERED, toneOf } from "../../accreditation/static/decide.mjs";

/** @param {string} name */
const vectors = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));

/** @param {any} base @param {Record<string, unknown>} change */
function changed(base, change) {
  const value = structuredClone(base);
  for (const [path, part] of Object.entries(change)) {
    const keys = path.split(".");
    const last = /** @type {string} */ (keys.pop());
    keys.reduce((at, key) => at[key], value)[last] = part;
  }
  return value;
}

const verdicts = vectors("door_verdicts");
for (const { name, change, verdict, direction = "entry", grant = null } of verdicts.cases) {
  test(`${name}: ${verdict}`, () => {
    const { reading, badge, door, now, presence } = changed(verdicts.base, change);
    assert.deepEqual(decide(reading, badge, door, { now, presence }), { verdict, direction, grant });
  });
}

for (const part of ["now", "presence.since", "badge.valid_from", "badge.valid_until"]) {
  for (const broken of ["", "yesterday", "2025-10-25T02:00:00", "2025-10-25"]) {
    test(`a moment that is none lets nobody in: ${part} ${JSON.stringify(broken)}`, () => {
      const change = { [part]: broken, "door.passback": "timed" };
      const { reading, badge, door, now, presence } = changed(verdicts.base, change);
      assert.equal(ENTERED.has(decide(reading, badge, door, { now, presence }).verdict), false);
    });
  }
}

test("a verdict that nobody knows stops", () => {
  assert.equal(toneOf("admitted"), "admit");
  assert.equal(toneOf("already_inside"), "stop");
  assert.equal(toneOf("unreadable"), "look");
  assert.equal(toneOf("revoked"), "stop");
  assert.equal(toneOf("toString"), "stop");
});
