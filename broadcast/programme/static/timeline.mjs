/** The sessions of one day as bars, a lane for each room, and where a bar is moved by keys or by dragging. Pure. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Steps of moving, in minutes. */
export const STEP_MIN = 5;

/**
 * @typedef {{id: string, title: string, room: string, startsAt: number, endsAt: number, isFixed: boolean}} Bar
 *   `isFixed`: a private session, or one that has begun or is over.
 * @typedef {{room: string, startsAt: number}} Place
 * @typedef {{from: number, to: number}} Span
 */

/**
 * The bars of the public sessions and the private ones on a day.
 * @param {any[]} sessions @param {any[]} privateOnes @param {(at: string) => string} dayOf @param {string} day
 * @returns {Bar[]}
 */
export function barsOf(sessions, privateOnes, dayOf, day) {
  const bars = sessions.filter(({ phase }) => phase !== "cancelled").map(barOf);
  const hidden = privateOnes.map((one) => ({ ...barOf(one), isFixed: true }));
  return [...bars, ...hidden].filter(({ startsAt }) => dayOf(new Date(startsAt).toISOString()) === day);
}

/** @param {any} session @returns {Bar} */
function barOf({ id, title, room, phase, until, starts_at, ends_at }) {
  const length = Date.parse(ends_at) - Date.parse(starts_at);
  const isMoved = (phase === "delayed" || phase === "postponed") && until;
  const startsAt = Date.parse(isMoved ? until : starts_at);
  const isFixed = phase === "in_session" || phase === "suspended" || phase === "adjourned";
  return { id, title, room, startsAt, endsAt: startsAt + length, isFixed };
}

/** The whole hours that all bars lie in; a morning without bars. @param {Bar[]} bars @returns {Span} */
export function spanOf(bars) {
  if (!bars.length) return { from: 0, to: 8 * HOUR_MS };
  const from = Math.floor(Math.min(...bars.map(({ startsAt }) => startsAt)) / HOUR_MS) * HOUR_MS;
  const to = Math.ceil(Math.max(...bars.map(({ endsAt }) => endsAt)) / HOUR_MS) * HOUR_MS;
  return { from, to: Math.max(to, from + HOUR_MS) };
}

/** Where a bar begins and how long it is, as shares of the span. @param {Bar} bar @param {Span} span */
export function shareOf({ startsAt, endsAt }, { from, to }) {
  return { start: (startsAt - from) / (to - from), length: (endsAt - startsAt) / (to - from) };
}

/**
 * The place after a key; null for another key.
 * @param {Place} place @param {string} key @param {string[]} rooms @param {boolean} isMirrored
 * @returns {Place | null}
 */
export function placeAfterKey({ room, startsAt }, key, rooms, isMirrored) {
  const later = (isMirrored ? key === "ArrowLeft" : key === "ArrowRight") ? 1 : 0;
  const earlier = (isMirrored ? key === "ArrowRight" : key === "ArrowLeft") ? 1 : 0;
  if (later || earlier) return { room, startsAt: startsAt + (later - earlier) * STEP_MIN * MINUTE_MS };
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step) return null;
  const index = Math.min(Math.max(rooms.indexOf(room) + step, 0), rooms.length - 1);
  return { room: rooms[index] ?? room, startsAt };
}

/**
 * The start after dragging by a share of the span, in whole steps.
 * @param {number} startsAt @param {number} share @param {Span} span
 */
export function startAfterDrag(startsAt, share, { from, to }) {
  const step = STEP_MIN * MINUTE_MS;
  return startsAt + Math.round((share * (to - from)) / step) * step;
}
