// What the pages for broadcasters make of the sessions of a room: who has the floor, what begins next, what fades.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findNext, writeLeft } from "../../broadcast/lower_thirds/static/countdown.mjs";
import { findFloor } from "../../broadcast/lower_thirds/static/lower_third.mjs";
import { Plate } from "../../broadcast/lower_thirds/static/overlay.mjs";

const NOW = Date.parse("2025-10-25T10:00:00+07:00");
/** @param {string} id @param {string} clock @param {Record<string, unknown>} [changes] @returns {any} */
const session = (id, clock, changes = {}) => ({
  ...{ id, room: "plenary", order: 1, phase: "scheduled", since: null, until: null, speaker: null },
  starts_at: `2025-10-25T${clock}:00+07:00`,
  ends_at: `2025-10-25T${clock}:30+07:00`,
  ...changes,
});
const speaker = { name: "Viet Nam", role: "Minister", reply: 0 };

test("the floor is that of the session in progress that began last", () => {
  const begun = { phase: "in_session", speaker };
  const first = session("first", "09:00", { ...begun, since: "2025-10-25T09:01:00+07:00" });
  const second = session("second", "08:00", { ...begun, since: "2025-10-25T09:30:00+07:00" });
  assert.equal(findFloor([first, second])?.id, "second");
  assert.equal(findFloor([{ ...first, phase: "suspended" }]), undefined);
  assert.equal(findFloor([{ ...first, speaker: null }]), undefined);
});

test("the next session is the first that may still begin, or that resumes", () => {
  const later = session("later", "11:00");
  const delayed = session("delayed", "09:00", { phase: "delayed", until: "2025-10-25T10:30:00+07:00" });
  const resumed = session("resumed", "09:00", { phase: "suspended", until: "2025-10-25T10:15:00+07:00" });
  assert.equal(findNext([later, delayed], NOW)?.session.id, "delayed");
  const next = findNext([later, delayed, resumed], NOW);
  assert.deepEqual([next?.session.id, next?.isResumed], ["resumed", true]);
  const past = [session("missed", "09:00"), session("cancelled", "12:00", { phase: "cancelled" })];
  assert.equal(findNext(past, NOW), undefined);
});

test("what is left is counted down to zero, and not beyond a day", () => {
  assert.equal(writeLeft(NOW + 61_500, NOW), "1:02");
  assert.equal(writeLeft(NOW + 3_600_000, NOW), "1:00:00");
  assert.equal(writeLeft(NOW - 5000, NOW), "0:00");
  assert.equal(writeLeft(NOW + 25 * 3_600_000, NOW), "");
});

test("a plate fades out before it shows another content", () => {
  /** @type {(() => void)[]} */
  const waiting = [];
  const shown = /** @type {string[]} */ ([]);
  const element = {
    dataset: { shown: "false" },
    replaceChildren: (/** @type {any[]} */ ...nodes) => shown.push(nodes.join()),
  };
  const plate = new Plate(/** @type {any} */ (element), (act) => waiting.push(act));
  const content = (/** @type {string} */ key) => ({ key, nodes: /** @type {any[]} */ ([key]) });
  plate.show(content("first"));
  assert.deepEqual([shown, element.dataset.shown], [["first"], "true"]);
  plate.show(content("second"));
  plate.show(content("third"));
  assert.deepEqual([shown, element.dataset.shown, waiting.length], [["first"], "false", 1]);
  waiting[0]();
  assert.deepEqual([shown, element.dataset.shown], [["first", "third"], "true"]);
  plate.show(null);
  waiting[1]();
  assert.deepEqual([shown.at(-1), element.dataset.shown], ["", "false"]);
});
