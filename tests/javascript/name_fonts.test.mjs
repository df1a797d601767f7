import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { loadNameFonts } from "../../accreditation/doors/static/app/people/name_fonts.mjs";

test("the fonts of all names are loaded once the worker stores them", async () => {
  /** @type {string[]} */
  const loaded = [];
  const workers = Object.assign(new EventTarget(), { controller: null });
  const globals = {
    navigator: { serviceWorker: workers },
    document: { fonts: { load: async (/** @type {string} */ _font, /** @type {string} */ text) => loaded.push(text) } },
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const loading = loadNameFonts([
    { native_name: "សុខ", latin_name: "Sok", outlet: "" },
    { native_name: "สม", latin_name: "Som", outlet: "ዜና" },
  ]);
  assert.deepEqual(loaded, []);
  workers.dispatchEvent(new Event("controllerchange"));
  await loading;
  assert.deepEqual(loaded, ["សុខSokสมmዜና"]);
});

const SHEET = readFileSync(new URL("../../conference/static/scripts.css", import.meta.url), "utf8");
const SLICES = [...SHEET.matchAll(/fonts\/([a-z0-9-]+)\.woff".*unicode-range: ([^;]+);/g)].map(([, name, ranges]) => ({
  name,
  runs: ranges.split(", ").map((run) =>
    run
      .slice(2)
      .split("-")
      .map((point) => Number.parseInt(point, 16)),
  ),
}));

/** The slices that a browser fetches for a text, by the style sheet. @param {string} text */
function slicesFor(text) {
  const points = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const isIn = (/** @type {number[]} */ [first, last = first]) => points.some((p) => first <= p && p <= last);
  return SLICES.filter(({ runs }) => runs.some(isIn)).map(({ name }) => name);
}

test("every syllable and every letter of Korean names has its slice fetched", async () => {
  const names = ["김민수", "이서연", "박지훈", "최유진", "꺽뻛햏힣", "권혁".normalize("NFD"), "ᄒᆞᆫ글"];
  /** @type {Set<string>} */
  const fetched = new Set();
  const fonts = {
    load: async (/** @type {string} */ _font, /** @type {string} */ text) => {
      for (const name of slicesFor(text)) fetched.add(name);
    },
  };
  Object.defineProperty(globalThis, "document", { value: { fonts }, configurable: true, writable: true });
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true, writable: true });
  await loadNameFonts(names.map((native_name) => ({ native_name, latin_name: "KIM", outlet: "연합뉴스" })));
  for (const sign of new Set(`${names.join("")}연합뉴스`)) {
    const [slice] = slicesFor(sign);
    assert.ok(slice && fetched.has(slice), `${sign} U+${sign.codePointAt(0)?.toString(16)}`);
  }
});
