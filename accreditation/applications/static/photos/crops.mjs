/** The part of a picture that a photo shows: moved, zoomed and turned, never beyond the picture. */

export const RATIO = 3 / 4;
const LEAST_WIDTH = 300;
const ABOVE = 0.4;

/**
 * Centre in pixels of the upright picture, and zoom: 1 shows as much as fits.
 * @typedef {{x: number, y: number, zoom: number}} Crop
 * @typedef {{width: number, height: number}} Size
 */

/** The largest width of a photo in a picture. @param {Size} size */
function fullWidth({ width, height }) {
  return Math.min(width, height * RATIO);
}

/** The largest zoom, at which the photo has the least number of pixels. @param {Size} size */
export function mostZoom(size) {
  return Math.max(1, fullWidth(size) / LEAST_WIDTH);
}

/** The crop that the server makes of a whole picture: faces are above the middle. @param {Size} size @returns {Crop} */
export function firstCrop(size) {
  const height = fullWidth(size) / RATIO;
  return { x: size.width / 2, y: (size.height - height) * ABOVE + height / 2, zoom: 1 };
}

/** @param {Crop} crop @param {Size} size @returns {[number, number, number, number]} left, top, right, bottom */
export function boxOf({ x, y, zoom }, size) {
  const width = fullWidth(size) / zoom;
  const height = width / RATIO;
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

/** Return the crop moved into the picture. @param {Crop} crop @param {Size} size @returns {Crop} */
export function fitCrop(crop, size) {
  const zoom = Math.max(1, Math.min(crop.zoom, mostZoom(size)));
  const width = fullWidth(size) / zoom;
  const within = (/** @type {number} */ value, /** @type {number} */ part, /** @type {number} */ whole) =>
    Math.max(part / 2, Math.min(value, whole - part / 2));
  return { x: within(crop.x, width, size.width), y: within(crop.y, width / RATIO, size.height), zoom };
}

/** Return the crop moved by parts of its own width and height. @param {Crop} crop @param {Size} size @param {[number, number]} by */
export function moveCrop(crop, size, [right, down]) {
  const width = fullWidth(size) / crop.zoom;
  return fitCrop({ ...crop, x: crop.x + right * width, y: crop.y + (down * width) / RATIO }, size);
}

/** Return the crop at another zoom, with the same middle. @param {Crop} crop @param {Size} size @param {number} zoom */
export function zoomCrop(crop, size, zoom) {
  return fitCrop({ ...crop, zoom }, size);
}

/**
 * Return the crop that shows a face at its usual size and place. `face` has parts of the crop that was searched.
 * @param {Crop} crop @param {Size} size @param {{x: number, y: number, width: number}} face
 */
export function cropToFace(crop, size, face) {
  const width = fullWidth(size) / crop.zoom;
  const [left, top] = boxOf(crop, size);
  const zoom = (crop.zoom * 0.46) / face.width;
  const fitted = fitCrop({ ...crop, zoom: Math.abs(face.width - 0.46) < 0.12 ? crop.zoom : zoom }, size);
  const height = fullWidth(size) / fitted.zoom / RATIO;
  return fitCrop({ ...fitted, x: left + face.x * width, y: top + (face.y * width) / RATIO + height * 0.05 }, size);
}
