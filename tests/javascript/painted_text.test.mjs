/** What screens report of their paint: texts read back from the page, after the paint and at each tick. */

import assert from "node:assert/strict";
import test from "node:test";

import { PaintReports } from "../../broadcast/pages/static/proof/paint_reports.mjs";
import { digestOf, listPainted, readPainted, textMark } from "../../broadcast/pages/static/proof/painted_text.mjs";

const WORDS = /** @type {any} */ ({ marksTexts: true, language: { code: "fr" } });

/** @param {string} mark @param {string} text @param {{hidden?: boolean, left?: number, tag?: string}} [options] */
function element(mark, text, { hidden = false, left = 0, tag = "fr" } = {}) {
  return {
    getAttribute: () => mark,
    checkVisibility: () => !hidden,
    getBoundingClientRect: () => ({ left, right: left + 9, top: 0, bottom: 9, width: 9, height: 9 }),
    closest: () => ({ getAttribute: () => tag }),
    textContent: text,
  };
}

/** @param {ReturnType<typeof element>[]} elements */
function page(elements) {
  Object.assign(globalThis, { innerWidth: 100, innerHeight: 100 });
  return /** @type {any} */ ({ querySelectorAll: () => elements });
}

test("a view marks its texts only on screens", () => {
  assert.deepEqual(textMark(WORDS, "session/a", "title"), { "data-text": "fr session/a title" });
  assert.deepEqual(textMark(/** @type {any} */ ({ ...WORDS, marksTexts: false }), "session/a", "title"), {});
});

test("visible texts are read back once, with their language", () => {
  const painted = readPainted(
    page([
      element("fr session/a title", " Séance \n plénière "),
      element("fr session/a title", "again"),
      element("fr session/b title", "hidden", { hidden: true }),
      element("fr session/c title", "beside the page", { left: 200 }),
      element("fr session/d title", "عنوان", { tag: "ar" }),
    ]),
    "fr",
  );
  assert.deepEqual(painted, [
    { key: "session/a", field: "title", tag: "fr", text: "Séance plénière" },
    { key: "session/d", field: "title", tag: "ar", text: "عنوان" },
  ]);
  assert.deepEqual(listPainted(painted), { "session/a": "title", "session/d": "title" });
});

test("the digest is that of the server", async () => {
  const painted = [
    { key: "session/b", field: "title", tag: "fr", text: "Séance" },
    { key: "session/a", field: "starts_at", tag: "fr", text: "09:05" },
  ];
  assert.equal(await digestOf(painted), "7cf1ebb5e3f05ab0e08f3d03214c6ee0");
});

test("a long page lists the fields that fit", () => {
  const painted = [...Array(200).keys()].map((n) => ({ key: `session/s${n}`, field: "title", tag: "fr", text: "x" }));
  const listed = listPainted(painted);
  assert.ok(Object.keys(listed).length < 200 && "session/s0" in listed);
  assert.ok(JSON.stringify(listed).length < 1500);
});

/** Frames and time that the test lets pass. */
function world() {
  /** @type {(() => void)[]} */
  const paints = [];
  /** @type {(() => void)[]} */
  const waits = [];
  /** @type {[string, number, any][]} */
  const sent = [];
  const frames = /** @type {any} */ ({
    afterPaint: (/** @type {() => void} */ act) => paints.push(act),
    setTimeout: (/** @type {() => void} */ act) => waits.push(act),
    read: async (/** @type {string} */ code, /** @type {object} */ place) => ({ ...place, digest: code }),
  });
  const view = (/** @type {string} */ code, /** @type {number} */ offset) =>
    /** @type {any} */ ({
      words: { language: { code } },
      board: { offset },
      feed: {
        reportShown: (/** @type {{offset: number}} */ board, /** @type {any} */ report) =>
          sent.push([code, board.offset, report.waits ? "waits" : `${report.digest}${report.stored ?? ""}`]),
      },
    });
  const pass = async (/** @type {(() => void)[]} */ acts) => {
    for (const act of acts.splice(0)) act();
    await Promise.resolve();
  };
  return { reports: new PaintReports("lobby", frames), sent, view, paint: () => pass(paints), wait: () => pass(waits) };
}

test("whether the device has a copy of the page is reported when it is known, and when it changes", async () => {
  const { reports, sent, view, paint, wait } = world();
  reports.note([view("fr", 1)]);
  await paint();
  for (const isStored of [false, false, true]) {
    reports.noteStored(isStored);
    await wait();
    await paint();
  }
  assert.deepEqual(
    sent.map(([, , report]) => report),
    ["fr", "frfalse", "frtrue"],
  );
});

test("a paint is reported after it, a later one instead, and again at a tick", async () => {
  const { reports, sent, view, paint, wait } = world();
  reports.note([view("fr", 1)]);
  assert.deepEqual(sent, []);
  reports.note([view("fr", 2)]);
  await paint();
  assert.deepEqual(sent, []);
  await paint();
  assert.deepEqual(sent, [["fr", 2, "fr"]]);
  await wait();
  assert.equal(sent.length, 1);
  reports.report();
  await paint();
  assert.deepEqual(sent[1], ["fr", 2, "fr"]);
});

test("reports asked for at once are sent as one, and another after a pause", async () => {
  const { reports, sent, view, paint, wait } = world();
  reports.note([view("fr", 1)]);
  await paint();
  for (let n = 0; n < 5; n += 1) reports.report();
  await paint();
  assert.equal(sent.length, 1);
  await wait();
  await paint();
  assert.equal(sent.length, 2);
});

test("a language that waits for its turn says so, with its last revision", async () => {
  const { reports, sent, view, paint, wait } = world();
  reports.note([view("ar", 1), view("fr", 1)]);
  await paint();
  await wait();
  sent.length = 0;
  reports.note([view("ar", 2), view("ru", 2)]);
  await paint();
  assert.deepEqual(sent.sort(), [
    ["ar", 2, "ar"],
    ["fr", 1, "waits"],
    ["ru", 2, "ru"],
  ]);
});
