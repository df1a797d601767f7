import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide, ENTERED, toneOf, usesOf } from "../../accreditation/doors/static/rules/decide.mjs";
import { findOpening } from "../../accreditation/doors/static/rules/openings.mjs";

/** @param {string} name */
const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));

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
for (const { name, change, verdict, direction = "entry", grant = null, opening = null } of verdicts.cases) {
  test(`${name}: ${verdict}`, () => {
    const { reading, badge, door, now, presence } = changed(verdicts.base, change);
    assert.deepEqual(decide(reading, badge, door, { now, presence }), { verdict, direction, grant });
    if (badge) assert.deepEqual(findOpening(verdict, { reading, badge, door, now }), opening);
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

test("an unknown verdict is a stop", () => {
  assert.equal(toneOf("admitted"), "admit");
  assert.equal(toneOf("already_inside"), "stop");
  assert.equal(toneOf("unreadable"), "look");
  assert.equal(toneOf("revoked"), "stop");
  assert.equal(toneOf("toString"), "stop");
});

test("unsent entries use grants", () => {
  /** @param {string} key @param {string} verdict @param {string | null} grant */
  const scan = (key, verdict, grant) => ({ kind: "scan", key, decided: { verdict, direction: "entry", grant } });
  const items = [
    scan("k1", "admitted", "grant_a"),
    scan("k2", "admitted_again", "grant_a"),
    scan("k3", "already_inside", "grant_a"),
    scan("k4", "admitted", null),
    scan("k5", "admitted", "grant_b"),
    { kind: "undo", key: "k6", of: "k5" },
    { kind: "override", key: "k7", of: "k3" },
    { kind: "scan", key: "k8", decided: null },
  ];
  assert.deepEqual([...usesOf(items)], [["grant_a", 2]]);
  assert.deepEqual([...usesOf([])], []);
});
