import assert from "node:assert/strict";
import { test } from "node:test";

import { Roster } from "../../accreditation/doors/static/app/people/roster.mjs";
import { listed, Memory, NOON, person } from "./door_page.mjs";

/** A roster of three people over a store in memory. */
async function newRoster() {
  const vault = new Memory();
  const roster = new Roster(vault);
  await roster.applyUpdate(/** @type {any} */ (listed({})));
  return { vault, roster };
}

test("an update adds and removes people and is stored", async () => {
  const { roster, vault } = await newRoster();
  const change = {
    revision: 2,
    at: new Date(NOON).toISOString(),
    whole: false,
    people: [{ ...person(2), standing: "revoked" }, person(4)],
    gone: ["app_3"],
    plan: null,
    keys: null,
    plan_digest: "p",
  };
  await roster.applyUpdate(change);
  const again = new Roster(vault);
  await again.load();
  for (const one of [roster, again]) {
    assert.deepEqual([...one.byNumber.keys()].sort(), ["P-0001", "P-0002", "P-0004"]);
    assert.equal(one.byBadge.get("badge-2")?.standing, "revoked");
    assert.deepEqual([one.version.revision, one.plan?.audience], [2, "abcd"]);
  }
});

test("a revision is never stored without its people", async () => {
  const { roster, vault } = await newRoster();
  const change = {
    revision: 2,
    at: new Date(NOON).toISOString(),
    whole: false,
    people: [{ ...person(2), standing: "revoked" }],
    gone: [],
    plan: null,
    keys: null,
    plan_digest: "p",
  };
  vault.isBroken = true;
  await assert.rejects(roster.applyUpdate(/** @type {any} */ (change)));
  assert.equal(roster.byBadge.get("badge-2")?.standing, "revoked");
  vault.isBroken = false;
  const before = new Roster(vault);
  await before.load();
  assert.deepEqual([before.version.revision, before.byBadge.get("badge-2")?.standing], [1, "issued"]);
  await roster.save();
  const again = new Roster(vault);
  await again.load();
  assert.deepEqual([again.version.revision, again.byBadge.get("badge-2")?.standing], [2, "revoked"]);
});
