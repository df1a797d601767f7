import assert from "node:assert/strict";
import { test } from "node:test";

import { Presence } from "../../accreditation/doors/static/app/people/presence.mjs";
import { FROM, Memory } from "./door_page.mjs";

test("presences that could not be saved are saved later", async () => {
  const vault = new Memory();
  const presence = new Presence(vault);
  presence.set("badge-1", { venue: { at: FROM, door: "gate-a", key: "key-1" } });
  vault.isBroken = true;
  await assert.rejects(presence.save());
  vault.isBroken = false;
  await presence.save();
  const again = new Presence(vault);
  await again.load();
  assert.equal(again.countInside("venue"), 1);
});
