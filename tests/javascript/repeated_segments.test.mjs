/** A segment that is loaded too often in a row is found, of sound and picture each; the next one begins the count again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RepeatedSegments } from "../../broadcast/media/static/repeated_segments.mjs";

/** @param {number} sn @param {string} type */
const segment = (sn, type = "audio") => /** @type {any} */ ({ type, sn, url: `https://tracks.example/${type}/${sn}` });

test("the sixth time in a row is too often", () => {
  const counted = new RepeatedSegments();
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => counted.countLoad(segment(7))),
    [false, false, false, false, false, true],
  );
});

test("a segment of another kind in between does not hide the repetition", () => {
  const counted = new RepeatedSegments();
  for (let n = 0; n < 5; n++) {
    counted.countLoad(segment(7));
    counted.countLoad(segment(n, "main"));
  }
  assert.equal(counted.countLoad(segment(7)), true);
});

test("the next segment, or the same of another track, begins the count again", () => {
  const counted = new RepeatedSegments();
  for (let n = 0; n < 5; n++) counted.countLoad(segment(7));
  assert.equal(counted.countLoad(segment(8)), false);
  for (let n = 0; n < 4; n++) counted.countLoad(segment(8));
  assert.equal(counted.countLoad({ ...segment(8), url: "https://tracks.example/fr/8" }), false);
});
