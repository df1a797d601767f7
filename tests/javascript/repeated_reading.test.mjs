/** Readings that are repeated while the page is seen. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { repeatWhileSeen } from "../../conference/static/js/repeated_reading.mjs";

test("a page that is not seen reads nothing until it is seen again", async () => {
  mock.timers.enable(/** @type {any} */ ({ apis: ["setTimeout"] }));
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  Object.defineProperty(globalThis, "document", { value: page, configurable: true });
  let readings = 0;
  repeatWhileSeen(
    async () => {
      readings += 1;
    },
    1000,
    0,
  );
  const wait = async () => {
    mock.timers.tick(1000);
    await Promise.resolve().then(() => undefined);
  };
  const show = (/** @type {string} */ state) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  await wait();
  await wait();
  assert.equal(readings, 2);
  show("hidden");
  await wait();
  assert.equal(readings, 2);
  show("visible");
  await wait();
  assert.equal(readings, 3);
  mock.timers.reset();
});
