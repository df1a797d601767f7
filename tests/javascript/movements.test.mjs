import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { microseconds } from "../../accreditation/doors/static/rules/moments.mjs";
import { applyMovement, START, trace, Zones } from "../../accreditation/doors/static/rules/movements.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/movements.json", import.meta.url), "utf8"));
const zones = new Zones(vectors.zones, vectors.closings);

/** @param {import("../../accreditation/doors/static/rules/movements.mjs").Trace} found */
const keysOf = ({ inside, conflicts }) => ({
  inside: Object.fromEntries(Object.entries(inside).map(([zone, entry]) => [zone, entry.key])),
  conflicts,
});

for (const { name, movements, inside, conflicts } of vectors.cases) {
  test(name, () => {
    assert.deepEqual(keysOf(trace(movements, zones)), { inside, conflicts });
    assert.deepEqual(keysOf(trace([...movements].reverse(), zones)), { inside, conflicts });
  });
}

test("applyMovement does not change the trace before", () => {
  const [first, second] = vectors.cases.find((/** @type {any} */ one) => one.name.startsWith("A2: two")).movements;
  const before = applyMovement(START, first, zones);
  applyMovement(before, second, zones);
  assert.deepEqual(keysOf(before), { inside: { venue: "k1" }, conflicts: {} });
  assert.deepEqual(keysOf(START), { inside: {}, conflicts: {} });
});

test("zones and keys may have the names of object members", () => {
  const entry = {
    direction: /** @type {const} */ ("entry"),
    at: "2025-10-25T02:00:00Z",
    door: "gate-a",
    knowing: false,
  };
  const way = trace(
    [
      { ...entry, key: "__proto__", zone: "constructor" },
      { ...entry, key: "a", zone: "constructor" },
    ],
    zones,
  );
  assert.deepEqual(Object.entries(way.conflicts), [["a", "__proto__"]]);
});

test("microseconds are exact", () => {
  assert.equal(microseconds("2025-10-25T02:00:00.123456Z") - microseconds("2025-10-25T09:00:00.123455+07:00"), 1);
  assert.equal(microseconds("2025-10-25T02:00:00.1Z") - microseconds("2025-10-25T02:00:00Z"), 100_000);
  for (const text of ["", "2025-10-25", "2025-10-25T02:00:00", "2025-13-25T02:00:00Z"]) {
    assert.ok(Number.isNaN(microseconds(text)), text);
  }
});
