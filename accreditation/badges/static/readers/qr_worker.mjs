/** Worker that reads QR codes in camera frames, with the WASM build of zxing-cpp. */

import { prepareZXingModule, readBarcodes } from "../../../../conference/static/vendor/zxing-wasm/reader/index.js";
import { holdsToken } from "./token_text.mjs";

const WASM = new URL("../../../../conference/static/vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
prepareZXingModule({ overrides: { locateFile: () => WASM } });

/** Reads one dark code on a light ground, which is nearly always what there is. @type {import("zxing-wasm/reader").ReaderOptions} */
const ONE_CODE = {
  formats: ["QRCode"],
  maxNumberOfSymbols: 1,
  tryHarder: true,
  tryInvert: false,
  tryRotate: false,
  tryDownscale: true,
};

const ALL_CODES = { ...ONE_CODE, maxNumberOfSymbols: 8, tryInvert: true };
const INVERTED = { ...ONE_CODE, tryInvert: true };
/** Every so many frames without a code, a light code on a dark ground is looked for, which takes twice the time. */
const INVERT_EVERY = 3;

/** @type {OffscreenCanvas | null} */
let canvas = null;
let emptyFrames = 0;

/** Read the texts of the codes in a frame: a badge alone, else all of them. @param {ImageData} pixels */
async function readTexts(pixels) {
  const [text] = await readWith(pixels, ONE_CODE);
  if (text !== undefined) return holdsToken(text) ? [text] : await readWith(pixels, ALL_CODES);
  emptyFrames += 1;
  return emptyFrames % INVERT_EVERY ? [] : await readWith(pixels, INVERTED);
}

/** @param {ImageData} pixels @param {import("zxing-wasm/reader").ReaderOptions} options */
async function readWith(pixels, options) {
  const found = await readBarcodes(pixels, options);
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

/** Return the pixels of a frame in either form that the page sends. @param {ImageBitmap | ImageData} frame */
function readPixels(frame) {
  if (frame instanceof ImageData) return frame;
  if (canvas?.width !== frame.width || canvas.height !== frame.height) {
    canvas = new OffscreenCanvas(frame.width, frame.height);
  }
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.drawImage(frame, 0, 0);
  frame.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

addEventListener("message", async ({ data }) => {
  const began = performance.now();
  try {
    const texts = await readTexts(readPixels(data.frame));
    postMessage({ texts, took_ms: performance.now() - began });
  } catch (error) {
    postMessage({ texts: [], took_ms: performance.now() - began, failed: String(error) });
  }
});
