/** Updates of the door app: a new build is activated between scans only. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Updates } from "../../accreditation/doors/static/app/updates.mjs";

test("a new build is activated once no scan is in progress", async () => {
  /** @type {Map<string, () => void>} */
  const handlers = new Map();
  const seen = { asked: 0, reloads: 0 };
  const registration = {
    waiting: {
      postMessage: () => {
        seen.asked += 1;
      },
    },
    addEventListener: () => {},
    update: async () => {},
  };
  const serviceWorker = {
    controller: {},
    register: async () => registration,
    addEventListener: (/** @type {string} */ kind, /** @type {() => void} */ handler) => handlers.set(kind, handler),
  };
  const globals = {
    navigator: { serviceWorker },
    document: { addEventListener: () => {} },
    location: {
      reload: () => {
        seen.reloads += 1;
      },
    },
    setInterval: () => 0,
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const door = { isQuiet: false };
  const updates = new Updates({ isQuiet: () => door.isQuiet });
  await updates.start();
  updates.activateWaiting();
  assert.deepEqual(seen, { asked: 0, reloads: 0 });
  door.isQuiet = true;
  updates.activateWaiting();
  assert.deepEqual(seen, { asked: 1, reloads: 0 });
  door.isQuiet = false; // a badge is scanned at this moment
  handlers.get("controllerchange")?.();
  updates.activateWaiting();
  assert.deepEqual(seen, { asked: 1, reloads: 0 });
  door.isQuiet = true;
  updates.activateWaiting();
  assert.deepEqual(seen, { asked: 1, reloads: 1 });
});
