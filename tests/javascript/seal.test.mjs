import assert from "node:assert/strict";
import { test } from "node:test";

import { makeKey, seal, unseal } from "../../accreditation/doors/static/app/device/seal.mjs";

test("a record is decrypted only with its own name and key", async () => {
  const key = await makeKey();
  assert.equal(key.extractable, false);
  for (const value of [{ name: "Nguyễn Thị Hoa" }, null, [1, "x"], new Uint8Array([0, 255, 7])]) {
    const sealed = await seal(key, "people/01", value);
    assert.deepEqual(await unseal(key, "people/01", sealed), value);
    await assert.rejects(unseal(key, "people/02", sealed));
    await assert.rejects(unseal(await makeKey(), "people/01", sealed));
    new Uint8Array(sealed.data)[3] ^= 1;
    await assert.rejects(unseal(key, "people/01", sealed));
  }
  const sealed = await seal(key, "x", { name: "Nguyễn Thị Hoa" });
  assert.equal(Buffer.from(sealed.data).includes("Hoa"), false);
});
