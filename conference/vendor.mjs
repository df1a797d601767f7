/** Copies the files that pages need out of `node_modules` into `static/vendor`, where they are served from. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const VENDOR = join(HERE, "static", "vendor");
const FROM = join(HERE, "..", "node_modules");

/** Where a file is in its package → where it is served. The module's own relative imports must still fit. */
const FILES = {
  "zxing-wasm/dist/es/reader/index.js": "zxing-wasm/reader/index.js",
  "zxing-wasm/dist/es/share.js": "zxing-wasm/share.js",
  "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing-wasm/zxing_reader.wasm",
  "zxing-wasm/LICENSE": "zxing-wasm/LICENSE.txt",
  "tesseract.js/dist/tesseract.esm.min.js": "tesseract/tesseract.esm.min.js",
  "tesseract.js/dist/worker.min.js": "tesseract/worker.min.js",
  "tesseract.js-core/LICENSE": "tesseract/LICENSE.txt",
  "tesseract.js-core/tesseract-core-simd-lstm.wasm.js": "tesseract/tesseract-core-simd-lstm.wasm.js",
  "@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz": "tesseract/eng.traineddata.gz",
  "hls.js/dist/hls.min.mjs": "hls/hls.js",
  "hls.js/LICENSE": "hls/LICENSE.txt",
  "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
  "htmx.org/LICENSE": "htmx/LICENSE.txt",
  "idiomorph/dist/idiomorph-ext.min.js": "idiomorph/idiomorph-ext.min.js",
  "idiomorph/LICENSE": "idiomorph/LICENSE.txt",
};

rmSync(VENDOR, { recursive: true, force: true });
for (const [source, target] of Object.entries(FILES)) {
  const path = join(VENDOR, target);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(join(FROM, source), path);
}

// TypeScript reads the package's own declarations in place of its minified module. Files of this type are not served.
writeFileSync(join(VENDOR, "tesseract/tesseract.esm.min.d.ts"), 'export { default } from "tesseract.js";\n');
writeFileSync(join(VENDOR, "zxing-wasm/reader/index.d.ts"), 'export * from "zxing-wasm/reader";\n');
writeFileSync(join(VENDOR, "hls/hls.d.ts"), 'export { default } from "hls.js";\n');
