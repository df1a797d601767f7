/** Advice on photos in browsers, by the vectors that Python reads too, and the crop. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  boxOf,
  cropToFace,
  firstCrop,
  mostZoom,
  moveCrop,
  zoomCrop,
} from "../../accreditation/applications/static/photos/crops.mjs";
import { findFaces } from "../../accreditation/applications/static/photos/face_detection.mjs";
import { measurePhoto } from "../../accreditation/applications/static/photos/measuring.mjs";
import { judgePhoto } from "../../accreditation/applications/static/photos/photo_rules.mjs";

const read = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const vectors = read("../vectors/photos.json");
const cascade = read("../../accreditation/applications/static/photos/face_cascade.json");
const PICTURE = { width: 1600, height: 1200 };

test("advice is that of the server", () => {
  for (const { about, measures, advice } of vectors.judge) assert.deepEqual(judgePhoto(measures), advice, about);
});

test("faces are those of the server", () => {
  for (const { about, grey, faces } of vectors.faces)
    assert.deepEqual(findFaces(Buffer.from(grey, "base64"), cascade), faces, about);
});

test("a picture of one grey has no contrast and no edges", () => {
  const small = { grey: new Uint8Array(90 * 120).fill(120), width: 90 };
  const fine = { grey: new Uint8Array(225 * 300).fill(120), width: 225 };
  const { brightness, contrast, sharpness, background } = measurePhoto(small, fine, null);
  assert.deepEqual([brightness, contrast, sharpness, background], [120, 0, 0, 0]);
});

test("the first crop is as large as fits, at the middle of a wide picture", () => {
  assert.deepEqual(boxOf(firstCrop(PICTURE), PICTURE), [350, 0, 1250, 1200]);
  assert.deepEqual(boxOf(firstCrop({ width: 600, height: 1000 }), { width: 600, height: 1000 }), [0, 80, 600, 880]);
});

test("a crop stays within the picture, and its zoom within its pixels", () => {
  const moved = moveCrop(firstCrop(PICTURE), PICTURE, [5, 5]);
  assert.deepEqual(boxOf(moved, PICTURE), [700, 0, 1600, 1200]);
  assert.equal(zoomCrop(firstCrop(PICTURE), PICTURE, 99).zoom, mostZoom(PICTURE));
  assert.equal(zoomCrop(firstCrop(PICTURE), PICTURE, 0.1).zoom, 1);
});

test("a crop moves to a face at the side, and nearer to a small one", () => {
  const crop = cropToFace(firstCrop(PICTURE), PICTURE, { x: 0.5, y: 0.4, width: 0.23 });
  assert.equal(crop.zoom, 2);
  const [left, top, right, bottom] = boxOf(crop, PICTURE);
  assert.ok(left < 800 && right > 800 && top < 480 && bottom > 480);
});
