// What the layouts of screens choose to show: a day, its sessions, announcements, and what the test card says.
import assert from "node:assert/strict";
import { test } from "node:test";

import { turningAnnouncements } from "../../broadcast/pages/static/layouts/announcement.mjs";
import { turnsOf } from "../../broadcast/pages/static/layouts/grid_turns.mjs";
import { comingFirst, sessionsOf, shownDay } from "../../broadcast/pages/static/layouts/programme.mjs";
import { missingFonts, offsetText } from "../../broadcast/pages/static/layouts/test_card.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";

const { day } = eventTimes("Asia/Ho_Chi_Minh");
const DAYS = ["2025-10-25", "2025-10-26"];
/** @param {string} clock @param {string} [date] */
const at = (clock, date = DAYS[0]) => `${date}T${clock}:00+07:00`;
/** @param {Record<string, unknown>} more @returns {any} */
const session = (more) => ({
  ...{ id: "s", room: "plenary", order: 1, phase: "scheduled", since: null, until: null },
  ...{ starts_at: at("09:30"), ends_at: at("10:30") },
  ...more,
});
/** @param {{id: string}[]} sessions */
const ids = (sessions) => sessions.map(({ id }) => id);

test("the programme is that of today, before the event of its first day, and after it of its last", () => {
  const today = (/** @type {string} */ date) => shownDay("today", DAYS, date);
  assert.deepEqual(["2025-10-01", ...DAYS, "2025-11-01"].map(today), [DAYS[0], ...DAYS, DAYS[1]]);
  assert.equal(shownDay("next", DAYS, DAYS[0]), DAYS[1]);
  assert.equal(shownDay("next", DAYS, DAYS[1]), DAYS[1]);
  assert.equal(shownDay("2025-10-26", DAYS, DAYS[0]), "2025-10-26");
  assert.equal(shownDay("today", [], "2025-10-01"), "2025-10-01");
});

test("a day has the sessions that are planned for it, moved to it or resumed on it, by their times", () => {
  const sessions = [
    session({ id: "late", starts_at: at("14:00"), ends_at: at("15:00") }),
    session({ id: "moved", phase: "postponed", until: at("08:00", DAYS[1]) }),
    session({ id: "suspended", phase: "suspended", until: at("09:00", DAYS[1]) }),
    session({ id: "first", starts_at: at("08:00"), ends_at: at("09:00") }),
  ];
  assert.deepEqual(ids(sessionsOf(sessions, DAYS[0], day)), ["first", "suspended", "late", "moved"]);
  assert.deepEqual(ids(sessionsOf(sessions, DAYS[1], day)), ["suspended", "moved"]);
});

test("sessions that are over leave the programme, unless all are over", () => {
  const over = session({ id: "over", starts_at: at("07:00"), ends_at: at("08:00") });
  const ended = session({ id: "ended", phase: "adjourned" });
  const running = session({ id: "running", phase: "in_session", starts_at: at("07:00"), ends_at: at("08:00") });
  const now = Date.parse(at("10:00"));
  assert.deepEqual(ids(comingFirst([over, ended, running, session({})], now)), ["running", "s"]);
  assert.deepEqual(ids(comingFirst([over, ended], now)), ["over", "ended"]);
});

test("urgent announcements are alone", () => {
  const one = (/** @type {string} */ id, /** @type {string} */ level) => /** @type {any} */ ({ id, level });
  assert.deepEqual(ids(turningAnnouncements([one("a", "urgent"), one("b", "info")])), ["a"]);
  assert.deepEqual(ids(turningAnnouncements([one("b", "info"), one("c", "info")])), ["b", "c"]);
});

/** @param {string} unicodeRange @param {"loaded" | "error"} status @returns {any} */
const face = (unicodeRange, status) => ({ family: '"Noto Sans"', unicodeRange, status });

test("the test card names the language whose script no loaded font draws", async () => {
  const sample = (/** @type {string} */ own_name, /** @type {string} */ text) => ({
    ...{ own_name, text, tag: "", direction: "", families: ["Noto Sans"] },
  });
  const samples = [sample("English", "a b"), sample("中文", "中"), sample("العربية", "a ع")];
  const faces = [face("U+20-7E", "loaded"), face("U+4E00-4E7F, U+3002", "error")];
  const load = async (/** @type {string} */ _font, /** @type {string} */ text) => {
    if (text === "中") throw new Error("a file has failed");
  };
  const fonts = { [Symbol.iterator]: () => faces.values(), load };
  assert.deepEqual(await missingFonts(samples, fonts), ["中文", "العربية"]);
  faces.push(face("U+4E00-4E7F, U+3002", "loaded"));
  assert.deepEqual(await missingFonts(samples, fonts), ["العربية"]);
});

test("the offset of the clock has a sign and a tenth, and is not known without a server", () => {
  assert.equal(offsetText(1250, 1000), "+0.3 s");
  assert.equal(offsetText(1000, 3000), "−2.0 s");
  assert.equal(offsetText(1000, null), null);
});

test("parts of a grid take turns in full groups, beside the first one where it stays", () => {
  assert.deepEqual(turnsOf(2, 2, false), [[0, 1]]);
  assert.deepEqual(turnsOf(5, 2, false), [
    [0, 1],
    [2, 3],
    [4, 0],
  ]);
  assert.deepEqual(turnsOf(6, 3, true), [
    [0, 1, 2],
    [0, 3, 4],
    [0, 5, 1],
  ]);
  assert.deepEqual(turnsOf(3, 3, true), [[0, 1, 2]]);
});
