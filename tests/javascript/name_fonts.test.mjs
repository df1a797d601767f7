import assert from "node:assert/strict";
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
