import assert from "node:assert/strict";
import { test } from "node:test";

import { BUILD, SITE, siteStorage } from "../../conference/static/js/site.mjs";

/** @param {PropertyDescriptor} descriptor */
const defineStorage = (descriptor) =>
  Object.defineProperty(globalThis, "localStorage", { configurable: true, ...descriptor });

test("a module outside a site belongs to no build and to the root", () => {
  assert.deepEqual([SITE, BUILD], ["/", ""]);
});

test("siteStorage reads and writes the browser's storage", () => {
  const stored = new Map();
  const [getItem, setItem] = [(/** @type {string} */ name) => stored.get(name) ?? null, stored.set.bind(stored)];
  defineStorage({ value: { getItem, setItem } });
  siteStorage("localStorage")?.setItem("rostrum.name", "value");
  assert.equal(siteStorage("localStorage")?.getItem("rostrum.name"), "value");
  assert.deepEqual([...stored], [["rostrum.name", "value"]]);
});

test("siteStorage is null where the device forbids storage", () => {
  defineStorage({
    get: () => {
      throw new Error("denied");
    },
  });
  assert.equal(siteStorage("localStorage"), null);
});
