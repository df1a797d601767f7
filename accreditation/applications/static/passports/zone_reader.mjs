/** Reads the machine-readable zone in a picture of a passport, on the device, with the WASM build of Tesseract. */

import { findZoneText } from "./zone_search.mjs";

const VENDOR = "../../../../conference/static/vendor/tesseract/";
const addressOf = (/** @type {string} */ name) => new URL(VENDOR + name, import.meta.url).href;

/** Pixels across the picture: the signs of a zone are then about 25 pixels high, a size that the model reads well. */
const WIDTH = 1400;
/** Lower part of the data page in which the zone is. */
const ZONE_SHARE = 0.45;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";

/**
 * Return the lines of the zone in a picture, or null when none is found.
 *
 * @param {Blob} picture
 * @returns {Promise<string | null>}
 * @throws when the browser cannot decode the picture or run the program
 */
export async function readZoneInPicture(picture) {
  const bitmap = await createImageBitmap(picture, { imageOrientation: "from-image" });
  const worker = await startWorker();
  try {
    for (const share of [ZONE_SHARE, 1]) {
      const { data } = await worker.recognize(drawLowerPart(bitmap, share));
      const found = findZoneText(data.text);
      if (found) return found;
    }
    return null;
  } finally {
    bitmap.close();
    await worker.terminate();
  }
}

async function startWorker() {
  const { default: tesseract } = await import("../../../../conference/static/vendor/tesseract/tesseract.esm.min.js");
  const worker = await tesseract.createWorker("eng", tesseract.OEM.LSTM_ONLY, {
    workerPath: addressOf("worker.min.js"),
    corePath: addressOf("tesseract-core-simd-lstm.wasm.js"),
    langPath: addressOf("").replace(/\/$/, ""),
    workerBlobURL: false,
    cacheMethod: "none",
  });
  await worker.setParameters({
    tessedit_char_whitelist: SIGNS,
    tessedit_pageseg_mode: tesseract.PSM.SINGLE_BLOCK,
  });
  return worker;
}

/** @param {ImageBitmap} bitmap @param {number} share */
function drawLowerPart(bitmap, share) {
  const scale = WIDTH / bitmap.width;
  const top = bitmap.height * (1 - share);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = Math.round(bitmap.height * share * scale);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.filter = "grayscale(1)";
  context.drawImage(bitmap, 0, top, bitmap.width, bitmap.height - top, 0, 0, canvas.width, canvas.height);
  return canvas;
}
