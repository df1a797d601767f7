// The same cases as tests/broadcast/publish/test_programme_view.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chooseSessions, makeDays, readerMoment } from "../../broadcast/publish/static/programme_view.mjs";
import { eventTimes } from "../../conference/static/js/times.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/programme.json", import.meta.url), "utf8"));
const times = eventTimes(vectors.zone);
const rooms = vectors.rooms.map((/** @type {string} */ id) => ({ id, name: id }));
/** @param {string} name */
const person = (name) => ({ name, role: "" });

/** @param {any[]} row @param {number} order */
const session = ([id, room, kind, phase, starts_at, ends_at, until], order) => ({
  ...{ id, room, kind, phase, starts_at, ends_at, until, order, since: null, speaker: null, next_speaker: null },
  ...{ title: id, room_name: room, kind_label: "" },
});

const programme = {
  rooms,
  sessions: vectors.sessions.map(session),
  lists: Object.entries(vectors.lists).map(([id, names]) => ({ session: id, speakers: names.map(person) })),
  interpretations: Object.entries(vectors.channels).map(([id, languages]) => ({
    session: id,
    channels: Object.entries(languages).map(([language, lost]) => ({ language, lost })),
  })),
};

for (const { name, now, choice, days } of vectors.cases) {
  test(name, () => {
    const whole = { day: "", kind: "", room: "", language: "", search: "", ...choice };
    const chosen = chooseSessions(programme, whole);
    const made = makeDays(chosen, { rooms, day: whole.day, now: Date.parse(now), dayOf: times.day });
    const found = made.map(({ day, rooms: used, slots, nowLine }) => [
      day,
      used.map(({ id }) => id),
      slots.map(({ at, cells }) => [times.time(at), cells.map((cell) => cell.map(({ id }) => id))]),
      nowLine,
    ]);
    assert.deepEqual(found, days);
  });
}

test("without a clock no line is drawn", () => {
  const [day] = makeDays(programme.sessions, { rooms, day: "2025-10-25", now: null, dayOf: times.day });
  assert.equal(day.nowLine, null);
});

test("a moment is shown by another clock of the reader only, with the day where it differs", () => {
  const at = Date.parse("2025-10-25T09:00:00+07:00");
  const read = (/** @type {string} */ zone) => readerMoment(at, { venue: times, reader: eventTimes(zone) });
  assert.equal(read("Asia/Bangkok"), null);
  assert.deepEqual(read("Europe/Paris"), { day: null, time: "04:00" });
  assert.deepEqual(read("America/New_York"), { day: "2025-10-24", time: "22:00" });
});
