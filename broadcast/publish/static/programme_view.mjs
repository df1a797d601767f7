/**
 * What the page of the programme shows of the board: for each day a table of times and rooms, as the reader filters it.
 *
 * The same rules as `broadcast/publish/programme_view.py`; `tests/vectors/programme.json` checks both.
 *
 * @typedef {import("../../pages/static/highlights.mjs").Session} Session
 * @typedef {{day: string, kind: string, room: string, language: string, search: string}} Choice each "" for all
 * @typedef {{
 *   sessions: Session[], rooms: {id: string, name: string}[],
 *   lists: {session: string, speakers: Person[]}[],
 *   interpretations: {session: string, channels: {language: string, lost: boolean}[]}[],
 * }} Programme what the board has; rooms in their order
 * @typedef {{name: string, role: string}} Person
 * @typedef {ReturnType<typeof import("../../../conference/static/js/times.mjs").eventTimes>} Times of a time zone
 * @typedef {{at: number, cells: Session[][]}} Slot a cell for each room of the day, in the same order
 * @typedef {{day: string, rooms: {id: string, name: string}[], slots: Slot[], nowLine: number | null}} Day `nowLine`: the
 *   index of the slot before which the current time is, null on other days
 */

import { fold } from "../../../conference/static/js/folding.mjs";
import { inProgramme, programmeMoments } from "../../pages/static/highlights.mjs";

const MINUTE_MS = 60_000;
const MOST_WORDS = 8;

/**
 * The sessions that match the filters, of all days, in the order of the programme.
 * @param {Programme} programme @param {Choice} choice
 */
export function chooseSessions({ sessions, lists, interpretations }, { kind, room, language, search }) {
  const words = fold(search).split(" ").filter(Boolean).slice(0, MOST_WORDS);
  return sessions
    .filter((session) => (!kind || session.kind === kind) && (!room || session.room === room))
    .filter((session) => !language || languagesOf(session, interpretations).includes(language))
    .filter((session) => words.length === 0 || containsWords(session, words, lists))
    .sort(inProgramme);
}

/** The languages that listeners can choose now. @param {Session} session @param {Programme["interpretations"]} all */
function languagesOf({ id }, all) {
  const channels = all.filter(({ session }) => session === id).flatMap((one) => one.channels);
  return channels.filter(({ lost }) => !lost).map(({ language }) => language);
}

/** @param {Session} session @param {string[]} words @param {Programme["lists"]} lists */
function containsWords(session, words, lists) {
  const people = lists.filter(({ session: id }) => id === session.id).flatMap(({ speakers }) => speakers);
  const names = people.flatMap(({ name, role }) => [name, role]);
  const text = [session.title, session.kind_label, session.room_name, session.room, ...names].map(fold).join(" ");
  return words.every((word) => text.includes(word));
}

/**
 * The tables of the chosen day, or of all days on which chosen sessions take place.
 * @param {Session[]} chosen in the order of the programme
 * @param {{rooms: Programme["rooms"], day: string, now: number | null, dayOf: (at: number) => string}} context
 * @returns {Day[]}
 */
export function makeDays(chosen, { rooms, day, now, dayOf }) {
  const days = new Set(chosen.flatMap((session) => programmeMoments(session).map(dayOf)));
  return [...days]
    .filter((one) => !day || one === day)
    .sort()
    .map((one) => makeDay(one, chosen, { rooms, now, dayOf }));
}

/**
 * The table of a day, with the room of the first session first.
 * @param {string} day @param {Session[]} chosen
 * @param {{rooms: Programme["rooms"], now: number | null, dayOf: (at: number) => string}} context
 * @returns {Day}
 */
function makeDay(day, chosen, { rooms, now, dayOf }) {
  /** @type {Map<number, Session[]>} */
  const starts = new Map();
  for (const session of chosen) {
    const at = programmeMoments(session).find((moment) => dayOf(moment) === day);
    if (at !== undefined) starts.set(at, [...(starts.get(at) ?? []), session]);
  }
  const ordered = [...starts].sort(([one], [other]) => one - other);
  const firstSlot = (/** @type {string} */ id) =>
    ordered.findIndex(([, begun]) => begun.some(({ room }) => room === id));
  const used = orderRooms(rooms, [...starts.values()].flat()).sort(
    (one, other) => firstSlot(one.id) - firstSlot(other.id),
  );
  const slots = ordered.map(([at, begun]) => ({
    at,
    cells: used.map(({ id }) => begun.filter(({ room }) => room === id)),
  }));
  const isToday = now !== null && dayOf(now) === day;
  const nextMinute = (Math.floor((now ?? 0) / MINUTE_MS) + 1) * MINUTE_MS;
  return { day, rooms: used, slots, nowLine: isToday ? slots.filter(({ at }) => at < nextMinute).length : null };
}

/**
 * A moment by the reader's clock, with the day where it is another than the venue's; null if the clocks agree.
 * @param {number} at @param {{venue: Times, reader: Times}} zones
 */
export function readerMoment(at, { venue, reader }) {
  const day = reader.day(at) === venue.day(at) ? null : reader.day(at);
  const time = reader.time(at);
  return day === null && time === venue.time(at) ? null : { day, time };
}

/** The rooms of sessions in their order, those that the event does not name last. @param {Programme["rooms"]} rooms @param {Session[]} sessions */
function orderRooms(rooms, sessions) {
  const used = new Map(sessions.map(({ room, room_name: name }) => [room, name]));
  const ordered = rooms.map(({ id }) => id).filter((id) => used.has(id));
  return [...new Set([...ordered, ...used.keys()])].map((id) => ({ id, name: used.get(id) ?? id }));
}
