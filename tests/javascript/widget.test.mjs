// What the programme on pages of other sites shows, and which directive of a policy it misses.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chooseLanguage,
  formatClock,
  groupByDay,
  missingDirective,
  selectSessions,
  writeHours,
} from "../../broadcast/publish/static/widget.mjs";

/** @param {string} id @param {string} day @param {string} room */
const session = (id, day, room) => ({
  ...{ id, room, title: id, language: "en", room_name: room, day_name: `day ${day}`, assumed: false },
  ...{ phase: "scheduled", phase_name: "", reason: "", changes: [], address: "" },
  starts_at: `2025-10-${day}T09:00:00+07:00`,
  ends_at: `2025-10-${day}T10:30:00+07:00`,
});
const SESSIONS = [session("c", "26", "hall"), session("a", "25", "hall"), session("b", "25", "other")];
const idsOf = (/** @type {{id: string}[]} */ found) => found.map(({ id }) => id);

test("the sessions of a room and of a day are selected, else all", () => {
  assert.deepEqual(idsOf(selectSessions(SESSIONS, { room: null, day: null })), ["c", "a", "b"]);
  assert.deepEqual(idsOf(selectSessions(SESSIONS, { room: "hall", day: null })), ["c", "a"]);
  assert.deepEqual(idsOf(selectSessions(SESSIONS, { room: "hall", day: "2025-10-25" })), ["a"]);
});

test("sessions stand by day and time, with the hours of the venue", () => {
  const days = groupByDay(SESSIONS);
  assert.deepEqual(
    days.map(({ name, sessions }) => [name, idsOf(sessions)]),
    [
      ["day 25", ["a", "b"]],
      ["day 26", ["c"]],
    ],
  );
  assert.equal(writeHours(SESSIONS[0]), "09:00–10:30");
  assert.equal(formatClock(new Date("2025-10-24T17:05:00Z"), "Asia/Ho_Chi_Minh"), "00:05");
});

test("a language that the site does not have is shown in English", () => {
  const known = ["ar", "en", "zh"];
  for (const [tag, code] of [
    ["zh-Hans", "zh"],
    ["AR", "ar"],
    ["de", "en"],
    ["", "en"],
  ]) {
    assert.equal(chooseLanguage(tag, known), code);
  }
  assert.equal(chooseLanguage(null, known), "en");
});

test("only a refusal of the own site names a directive", () => {
  const site = new URL("https://press.example/conference/");
  const refused = (/** @type {string} */ blockedURI) =>
    missingDirective({ blockedURI, effectiveDirective: "connect-src" }, site);
  assert.equal(
    refused("https://press.example/conference/feeds/fr/programme.json"),
    "connect-src https://press.example",
  );
  assert.equal(refused("https://press.example.org/"), null);
  assert.equal(refused("inline"), null);
});
