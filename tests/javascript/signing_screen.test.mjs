import assert from "node:assert/strict";
import { test } from "node:test";

import { pagesOf } from "../../broadcast/signing/static/signing_screen.mjs";

test("before the first signature there is only the map", () => {
  assert.deepEqual(pagesOf([]), ["map"]);
});

test("signatories are on pages of equal length, latest first", () => {
  const countries = Array.from({ length: 72 }, (_, n) => `C${n}`);
  const [map, ...flags] = pagesOf(countries);
  assert.equal(map, "map");
  assert.deepEqual(
    flags.map(({ length }) => length),
    [24, 24, 24],
  );
  assert.equal(flags[0][0], "C71");
  assert.deepEqual(flags.flat().reverse(), countries);
});
