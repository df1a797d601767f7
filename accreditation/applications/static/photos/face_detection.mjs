/**
 * Faces in a small grey picture, as `accreditation/applications/photo_decoding/face_detection.py` finds them, by the same
 * file of features. What it finds is advice.
 */

export const [WIDTH, HEIGHT] = [90, 120];
const ROW = WIDTH + 1;
const WINDOW = 20;
const SIZES = [24, 27, 30, 33, 36, 40, 44, 48, 52, 56, 60, 66, 74];
const STEP = 0.06;
const FLATTEST = 8;
const LEAST_WINDOWS = 2;
const LEAST_SHARE = 0.4;

/**
 * @typedef {[number[][], number, number, number]} Feature rectangles as x, y, width, height, weight; limit, low, high
 * @typedef {{stages: [number, Feature[]][]}} Cascade
 * @typedef {[number, number, number]} Window left, top, width
 */

/**
 * Return the faces in a picture of WIDTH × HEIGHT grey levels, those first on which most windows agree.
 * @param {ArrayLike<number>} grey @param {Cascade} cascade
 * @returns {import("./photo_rules.mjs").FaceBox[]}
 */
export function findFaces(grey, cascade) {
  const sums = integral(grey, (level) => level);
  const squares = integral(grey, (level) => level * level);
  const windows = SIZES.flatMap((size) => findWindows(sums, squares, scaledStages(cascade, size), size));
  const groups = groupWindows(windows).sort((one, other) => other.length - one.length);
  const least = Math.max(LEAST_WINDOWS, (groups[0]?.length ?? 0) * LEAST_SHARE);
  return groups.filter(({ length }) => length >= least).map(boxOf);
}

/** @param {ArrayLike<number>} grey @param {(level: number) => number} value */
function integral(grey, value) {
  const sums = new Float64Array(ROW * (HEIGHT + 1));
  for (let y = 0; y < HEIGHT; y += 1) {
    let row = 0;
    for (let x = 0; x < WIDTH; x += 1) {
      row += value(grey[y * WIDTH + x]);
      sums[(y + 1) * ROW + x + 1] = sums[y * ROW + x + 1] + row;
    }
  }
  return sums;
}

/** @param {Cascade} cascade @param {number} size */
function scaledStages({ stages }, size) {
  const scaled = (/** @type {number} */ value) => Math.floor((value * size) / WINDOW + 0.5);
  return stages.map(([threshold, features]) => ({
    threshold,
    features: features.map(([rectangles, limit, low, high]) => ({
      limit,
      low,
      high,
      rectangles: rectangles.map(([x, y, width, height, weight]) => ({
        offset: scaled(y) * ROW + scaled(x),
        width: Math.min(scaled(width), size - scaled(x)),
        rows: Math.min(scaled(height), size - scaled(y)) * ROW,
        weight,
      })),
    })),
  }));
}

/**
 * @param {Float64Array} sums @param {Float64Array} squares @param {ReturnType<typeof scaledStages>} stages
 * @param {number} size @returns {Window[]}
 */
function findWindows(sums, squares, stages, size) {
  const step = Math.max(1, Math.trunc(size * STEP));
  /** @type {Window[]} */
  const found = [];
  for (let top = 0; top <= HEIGHT - size; top += step)
    for (let left = 0; left <= WIDTH - size; left += step)
      if (isFace(sums, squares, stages, { start: top * ROW + left, size })) found.push([left, top, size]);
  return found;
}

/**
 * @param {Float64Array} sums @param {Float64Array} squares @param {ReturnType<typeof scaledStages>} stages
 * @param {{start: number, size: number}} place
 */
function isFace(sums, squares, stages, { start, size }) {
  const area = size * size;
  const mean = sumAt(sums, start, size) / area;
  const variance = sumAt(squares, start, size) / area - mean * mean;
  if (variance < FLATTEST * FLATTEST) return false;
  const unit = Math.sqrt(variance) * area;
  return stages.every(({ threshold, features }) => {
    let total = 0;
    for (const { rectangles, limit, low, high } of features) {
      let value = 0;
      for (const { offset, width, rows, weight } of rectangles) {
        const at = start + offset;
        value += weight * (sums[at] - sums[at + width] - sums[at + rows] + sums[at + rows + width]);
      }
      total += value < limit * unit ? low : high;
    }
    return total >= threshold;
  });
}

/** @param {Float64Array} sums @param {number} start @param {number} size */
function sumAt(sums, start, size) {
  const below = start + size * ROW;
  return sums[start] - sums[start + size] - sums[below] + sums[below + size];
}

/** @param {Window[]} windows */
function groupWindows(windows) {
  /** @type {Window[][]} */
  const groups = [];
  for (const window of windows) {
    const near = groups.find(([first]) => isNear(first, window));
    if (near) near.push(window);
    else groups.push([window]);
  }
  return groups;
}

/** @param {Window} one @param {Window} other */
function isNear(one, other) {
  const reach = Math.max(one[2], other[2]) / 2;
  return [0, 1].every((axis) => Math.abs(one[axis] + one[2] / 2 - other[axis] - other[2] / 2) <= reach);
}

/** @param {Window[]} group */
function boxOf(group) {
  const mean = (/** @type {number} */ axis) => group.reduce((sum, window) => sum + window[axis], 0) / group.length;
  const size = mean(2);
  return { x: (mean(0) + size / 2) / WIDTH, y: (mean(1) + size / 2) / HEIGHT, width: size / WIDTH };
}
