/** Measures of a photo, as `accreditation/applications/photo_decoding/measuring.py` takes them. */

import { findFaces, HEIGHT, WIDTH } from "./face_detection.mjs";

const [FINE_WIDTH, FINE_HEIGHT] = [225, 300];
const CORNER = 14;

/** @typedef {{grey: ArrayLike<number>, width: number}} Grey */
/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

/**
 * @param {Grey} small of WIDTH × HEIGHT @param {Grey} fine of 225 × 300
 * @param {import("./face_detection.mjs").Cascade | null} cascade
 * @returns {import("./photo_rules.mjs").Measures}
 */
export function measurePhoto(small, fine, cascade) {
  const levels = Array.from(small.grey).sort((one, other) => one - other);
  const percentile = (/** @type {number} */ part) => levels[Math.ceil(part * levels.length) - 1];
  const corners = /** @type {Box[]} */ ([
    [0, 0, CORNER, 48],
    [WIDTH - CORNER, 0, WIDTH, 48],
  ]);
  return {
    brightness: meanOf(levelsIn(small, [22, 18, 68, 90])),
    contrast: percentile(0.95) - percentile(0.05),
    sharpness: deviationOf(laplacianOf(fine)),
    background: Math.max(...corners.map((corner) => deviationOf(levelsIn(small, corner)))),
    faces: cascade ? findFaces(small.grey, cascade) : [],
  };
}

/** @param {CanvasImageSource} source @param {Box} box of the source @returns {{small: Grey, fine: Grey}} */
export function greysOf(source, box) {
  const fine = drawn(source, box, [FINE_WIDTH, FINE_HEIGHT]);
  const small = drawn(fine, [0, 0, FINE_WIDTH, FINE_HEIGHT], [WIDTH, HEIGHT]);
  return { small: greyOf(small), fine: greyOf(fine) };
}

/** @param {CanvasImageSource} source @param {Box} box @param {[number, number]} size */
export function drawn(source, [left, top, right, bottom], [width, height]) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, left, top, right - left, bottom - top, 0, 0, width, height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @returns {Grey} */
function greyOf(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const grey = Uint8Array.from({ length: data.length / 4 }, (_, pixel) => {
    const [red, green, blue] = data.subarray(4 * pixel, 4 * pixel + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
  return { grey, width: canvas.width };
}

/** @param {Grey} picture @param {Box} box */
function levelsIn({ grey, width }, [left, top, right, bottom]) {
  const rows = Array.from({ length: bottom - top }, (_, row) => (top + row) * width);
  return rows.flatMap((start) => Array.from({ length: right - left }, (_, column) => grey[start + left + column]));
}

/** @param {Grey} picture */
function laplacianOf({ grey, width }) {
  const height = grey.length / width;
  const values = [];
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      values.push(Math.max(-128, Math.min(127, value)));
    }
  return values;
}

/** @param {number[]} values */
const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {number[]} values */
function deviationOf(values) {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
