/** Worker that reads QR codes in camera frames, with the WASM build of zxing-cpp. */
import { prepareZXingModule, readBarcodes } from "../../../../../conference/static/vendor/zxing-wasm/reader/index.js";

const WASM = new URL("../../../../../conference/static/vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
prepareZXingModule({ overrides: { locateFile: () => WASM } });

/** @type {import("zxing-wasm/reader").ReaderOptions} */
const OPTIONS = {
  formats: ["QRCode"],
  maxNumberOfSymbols: 1,
  tryHarder: true,
  tryInvert: false,
  tryRotate: false,
  tryDownscale: true,
};

/** @type {OffscreenCanvas | null} */
let canvas = null;

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
    const [found] = await readBarcodes(readPixels(data.frame), OPTIONS);
    postMessage({ text: found?.isValid ? found.text : null, took_ms: performance.now() - began });
  } catch (error) {
    postMessage({ text: null, took_ms: performance.now() - began, failed: String(error) });
  }
});
