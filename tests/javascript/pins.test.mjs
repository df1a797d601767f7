import assert from "node:assert/strict";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { test } from "node:test";

import { lockAfterWrongPin, proveOverride, UNLOCKED } from "../../accreditation/doors/static/app/device/pins.mjs";

test("a PIN proves one override; wrong PINs lock ever longer", async () => {
  const salt = "00112233445566778899aabbccddeeff";
  const verifier = pbkdf2Sync("482913", Buffer.from(salt, "hex"), 600_000, 32, "sha256");
  const supervisor = { id: "staff_1", name: "S", salt, check: createHash("sha256").update(verifier).digest("hex") };
  const override = { key: "k2", of: "k1", reason: "escorted" };
  const expected = createHmac("sha256", verifier).update("override\nk2\nk1\nstaff_1\nescorted").digest("hex");
  assert.equal(await proveOverride("482913", supervisor, override), expected);
  assert.equal(await proveOverride("482914", supervisor, override), null);
  let lock = UNLOCKED;
  const locked = Array.from({ length: 14 }, () => {
    lock = lockAfterWrongPin(lock, 0);
    return lock.until / 1000;
  });
  assert.deepEqual(locked, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
});
