import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readingOf, readToken, trustIn } from "../../accreditation/doors/static/rules/token.mjs";

// Node 18 has Web Crypto under another name only.
if (!globalThis.crypto) Object.defineProperty(globalThis, "crypto", { value: webcrypto });

const vectors = JSON.parse(readFileSync(new URL("../vectors/tokens.json", import.meta.url), "utf8"));
const trust = await trustIn(vectors, vectors.keys);

for (const { name, text, repeat = "", times = 0, end = "", flaw, claims } of vectors.cases) {
  test(`${name}: ${flaw}`, async () => {
    const whole = text + repeat.repeat(times) + end;
    assert.deepEqual(await readToken(whole, trust), { flaw, claims });
  });
}

test("a value that is not a text is refused", async () => {
  for (const thing of [null, undefined, 5, {}, []]) {
    assert.equal((await readToken(/** @type {any} */ (thing), trust)).flaw, "unreadable");
  }
});

test("a key that cannot be imported does not hide others", async () => {
  const broken = [
    { key_id: 7, point: "" },
    { key_id: 7, point: "!" },
    { key_id: 7, point: "BAAA" },
  ];
  const [sound] = vectors.cases;
  assert.equal((await readToken(sound.text, await trustIn(vectors, broken))).flaw, "unknown_key");
  assert.equal((await readToken(sound.text, await trustIn(vectors, [...broken, ...vectors.keys]))).flaw, null);
});

test("a token with a flaw gives no claims", () => {
  const [{ claims }] = vectors.cases;
  const nothing = { serial: null, zone_bits: null, valid_from: null, valid_until: null };
  assert.deepEqual(readingOf({ flaw: "bad_signature", claims }), { flaw: "bad_signature", ...nothing });
  assert.deepEqual(readingOf({ flaw: null, claims: null }), { flaw: "unreadable", ...nothing });
  const { serial, zone_bits, valid_from, valid_until } = claims;
  assert.deepEqual(readingOf({ flaw: null, claims }), { flaw: null, serial, zone_bits, valid_from, valid_until });
});
