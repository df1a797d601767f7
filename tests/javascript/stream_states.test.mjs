// States of streams in the list of a page, and another address, which needs the page to be loaded again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { showStates } from "../../broadcast/media/static/stream_states.mjs";

/** The list of one French stream in the plenary hall. */
function makeList() {
  const shown = { hidden: true, textContent: "" };
  const link = {
    dataset: { stream: "fr" },
    isInterrupted: false,
    classList: { toggle: (/** @type {string} */ _name, /** @type {boolean} */ is) => (link.isInterrupted = is) },
    getAttribute: () => "https://v.example/fr.m3u8",
    querySelector: () => shown,
  };
  const changed = { hidden: true };
  const section = { dataset: { room: "plenary" }, querySelectorAll: () => [link], querySelector: () => changed };
  return { link, shown, changed, section: /** @type {any} */ (section) };
}

const FRENCH = {
  id: "fr",
  room: "plenary",
  address: "https://v.example/fr.m3u8",
  text: "On air",
  is_interrupted: false,
};

test("a state that changes is said in the list", () => {
  const { link, shown, changed, section } = makeList();
  showStates(section, [FRENCH, { ...FRENCH, id: "other", room: "R301" }]);
  assert.deepEqual(
    [shown.hidden, shown.textContent, link.isInterrupted, changed.hidden],
    [false, "On air", false, true],
  );
  showStates(section, [{ ...FRENCH, text: "Interrupted.", is_interrupted: true }]);
  assert.deepEqual([shown.textContent, link.isInterrupted, changed.hidden], ["Interrupted.", true, true]);
});

test("another address, a further stream or one less asks to load the page again", () => {
  const { changed, section } = makeList();
  for (const streams of [[{ ...FRENCH, address: "https://v.example/b.m3u8" }], [FRENCH, { ...FRENCH, id: "ar" }], []]) {
    changed.hidden = true;
    showStates(section, streams);
    assert.equal(changed.hidden, false);
  }
});
