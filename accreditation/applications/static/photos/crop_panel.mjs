/**
 * The crop of a chosen photo, on the device: drag, zoom, turn, by touch, mouse and keyboard, with advice while it changes.
 * The whole photo is saved as soon as it is chosen; what is cropped here replaces it.
 */

import { boxOf, cropToFace, firstCrop, mostZoom, moveCrop, zoomCrop } from "./crops.mjs";
import { drawn, greysOf, measurePhoto } from "./measuring.mjs";
import { judgePhoto } from "./photo_rules.mjs";

const MOST_PIXELS = 2400;
const ADVISE_AFTER_MS = 250;
const STEP = 0.03;
const ZOOM_STEP = 1.1;
const PHOTO_WIDTHS = [300, 900];
const PREVIEW = /** @type {[number, number]} */ ([360, 480]);

/**
 * @typedef {{panel: HTMLElement, canvas: HTMLCanvasElement, zoom: HTMLInputElement, texts: Record<string, string>,
 *   advise: (texts: string[]) => void, save: (photo: File) => Promise<void>}} Parts
 */

/** Return the parts of the panel in a form, or null without one. @param {HTMLElement} box @returns {Omit<Parts, "save"> | null} */
export function panelParts(box) {
  const panel = /** @type {HTMLElement | null} */ (box.querySelector("[data-crop]"));
  const notes = box.querySelector("[data-photo-notes]");
  const canvas = panel?.querySelector("canvas");
  const zoom = /** @type {HTMLInputElement | null} */ (panel?.querySelector("input[type=range]") ?? null);
  const data = document.querySelector("#photo-advice");
  if (!panel || !notes || !canvas || !zoom || !data) return null;
  const advise = (/** @type {string[]} */ texts) =>
    notes.replaceChildren(
      ...texts.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
  return { panel, canvas, zoom, advise, texts: JSON.parse(data.textContent ?? "{}") };
}

/** The panel of one form; each chosen photo is shown in it. */
export class CropPanel {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {HTMLCanvasElement | null} */
    this.picture = null;
    this.crop = { x: 0, y: 0, zoom: 1 };
    /** @type {import("./face_detection.mjs").Cascade | null} */
    this.cascade = null;
    this.timer = 0;
    /** @type {Map<number, {x: number, y: number}>} */
    this.pointers = new Map();
    this.listen();
  }

  /** Show a chosen file; the panel stays closed if the browser cannot read it. @param {File} file */
  async open(file) {
    this.parts.panel.hidden = true;
    const picture = await readPicture(file);
    if (!picture) return;
    this.cascade ??= await loadCascade(this.parts.panel.dataset.cascade ?? "");
    this.picture = picture;
    this.crop = firstCrop(picture);
    this.parts.panel.hidden = false;
    this.limitZoom();
    this.centreFace();
    this.draw();
  }

  close() {
    this.parts.panel.hidden = true;
    this.picture = null;
  }

  /** Move the crop to the face, if one is found. */
  centreFace() {
    const { picture } = this;
    if (!picture) return;
    const { small, fine } = greysOf(picture, boxOf(this.crop, picture));
    const { faces } = measurePhoto(small, fine, this.cascade);
    if (faces.length === 1) this.crop = cropToFace(this.crop, picture, faces[0]);
  }

  listen() {
    const { canvas, zoom, panel } = this.parts;
    zoom.addEventListener("input", () => this.change((crop, size) => zoomCrop(crop, size, Number(zoom.value))));
    canvas.addEventListener("keydown", (event) => this.pressKey(event));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const kind of ["pointerup", "pointercancel"])
      canvas.addEventListener(kind, (event) => this.pointers.delete(/** @type {PointerEvent} */ (event).pointerId));
    for (const button of panel.querySelectorAll("[data-turn]"))
      button.addEventListener("click", () => this.turn(Number(/** @type {HTMLElement} */ (button).dataset.turn)));
    panel.querySelector("[data-crop-save]")?.addEventListener("click", () => this.save());
  }

  /** @param {(crop: import("./crops.mjs").Crop, size: HTMLCanvasElement) => import("./crops.mjs").Crop} how */
  change(how) {
    if (!this.picture) return;
    this.crop = how(this.crop, this.picture);
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const zooms = /** @type {Record<string, number>} */ ({ "+": ZOOM_STEP, "=": ZOOM_STEP, "-": 1 / ZOOM_STEP });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) this.change((crop, size) => moveCrop(crop, size, moves[event.key]));
    else if (zooms[event.key]) this.change((crop, size) => zoomCrop(crop, size, crop.zoom * zooms[event.key]));
    else return;
    event.preventDefault();
  }

  /** Move by one pointer, zoom by two. @param {PointerEvent} event */
  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    const { width, height } = this.parts.canvas.getBoundingClientRect();
    if (other) {
      const ratio = distanceOf(now, other) / Math.max(1, distanceOf(before, other));
      this.change((crop, size) => zoomCrop(crop, size, crop.zoom * ratio));
    } else this.change((crop, size) => moveCrop(crop, size, [(before.x - now.x) / width, (before.y - now.y) / height]));
  }

  /** Turn the picture by quarters. @param {number} quarters */
  turn(quarters) {
    if (!this.picture) return;
    this.picture = turnedPicture(this.picture, quarters);
    this.crop = firstCrop(this.picture);
    this.limitZoom();
    this.draw();
  }

  limitZoom() {
    if (this.picture) this.parts.zoom.max = String(mostZoom(this.picture));
  }

  draw() {
    const { canvas, zoom } = this.parts;
    if (!this.picture) return;
    const preview = drawn(this.picture, boxOf(this.crop, this.picture), PREVIEW);
    canvas.getContext("2d")?.drawImage(preview, 0, 0, canvas.width, canvas.height);
    zoom.value = String(this.crop.zoom);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.advise(), ADVISE_AFTER_MS);
  }

  advise() {
    if (!this.picture) return;
    const { small, fine } = greysOf(this.picture, boxOf(this.crop, this.picture));
    const advice = judgePhoto(measurePhoto(small, fine, this.cascade));
    const shown = this.cascade ? advice : advice.filter((one) => one !== "no_face");
    this.parts.advise(shown.map((one) => this.parts.texts[one]));
  }

  async save() {
    if (!this.picture) return;
    const box = boxOf(this.crop, this.picture);
    const width = Math.round(Math.max(PHOTO_WIDTHS[0], Math.min(PHOTO_WIDTHS[1], box[2] - box[0])));
    const canvas = drawn(this.picture, box, [width, Math.round((width * 4) / 3)]);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) =>
      canvas.toBlob(done, "image/jpeg", 0.92),
    );
    if (blob) await this.parts.save(new File([blob], "photo.jpg", { type: "image/jpeg" }));
  }
}

/** @param {{x: number, y: number}} one @param {{x: number, y: number}} other */
const distanceOf = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

/** Return the upright picture of a file, reduced; null if the browser cannot read it. @param {File} file */
async function readPicture(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
    const size = /** @type {[number, number]} */ (
      [bitmap.width, bitmap.height].map((side) => Math.round(side * scale))
    );
    const picture = drawn(bitmap, [0, 0, bitmap.width, bitmap.height], size);
    bitmap.close();
    return picture;
  } catch {
    return null;
  }
}

/** @param {HTMLCanvasElement} picture @param {number} quarters clockwise */
function turnedPicture(picture, quarters) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = quarters % 2 ? [picture.height, picture.width] : [picture.width, picture.height];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((quarters * Math.PI) / 2);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
  return canvas;
}

/** @param {string} address @returns {Promise<import("./face_detection.mjs").Cascade | null>} */
async function loadCascade(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
