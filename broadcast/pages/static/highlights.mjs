/**
 * Which sessions a screen shows first: current, next, off (postponed or cancelled), and those of a later day.
 *
 * The same rules as `broadcast/board/domain/highlights.py`; `tests/vectors/highlights.json` checks both.
 *
 * @typedef {{
 *   id: string, room: string, order: number, phase: string, starts_at: string, ends_at: string,
 *   since: string | null, until: string | null,
 * } & Record<string, any>} Session
 * @typedef {{on: Session[], next: Session[], off: Session[], later: Session[]}} Highlights
 */

/** Number of sessions that follow in a room. */
const MAX_FOLLOWING = 3;
/** Number of next sessions that are shown whatever their rooms; in many rooms at once there are more. */
const UP_NEXT = 6;
const ON = new Set(["in_session", "suspended"]);
const COMING = new Set(["scheduled", "delayed"]);
const OFF = new Set(["postponed", "cancelled"]);

/** @param {string} at */
const ms = (at) => Date.parse(at);

/** @param {Session} session */
export function isOn(session) {
  return ON.has(session.phase);
}

/**
 * When the session is expected to begin, in ms: the new time of a delayed or postponed one, else the planned.
 * @param {Session} session
 */
export function expectedStart({ phase, until, starts_at }) {
  return (phase === "delayed" || phase === "postponed") && until ? ms(until) : ms(starts_at);
}

/** When it is expected to end, in ms. @param {Session} session */
export function expectedEnd(session) {
  return expectedStart(session) + ms(session.ends_at) - ms(session.starts_at);
}

/** When it is in the programme, in ms: its planned start, its expected one, its resumption. @param {Session} session */
export function programmeMoments(session) {
  const moments = [ms(session.starts_at), expectedStart(session)];
  if (session.phase === "suspended" && session.until) moments.push(ms(session.until));
  return moments;
}

/** @param {(session: Session) => number} at */
function by(at) {
  return (/** @type {Session} */ one, /** @type {Session} */ other) =>
    at(one) - at(other) || one.order - other.order || (one.id < other.id ? -1 : 1);
}

/** Compare sessions by the order of the programme: time, order and id. */
export const inProgramme = by(({ starts_at }) => ms(starts_at));

/**
 * The sessions to show first at `now` (ms); `dayOf` gives the venue's day of a moment.
 *
 * `on`: begun and not over. `next`: of those that are to begin today and could still take place, by time, the first
 * few, and in each room the first. `off`: postponed or cancelled, until its planned end. `later`: only when there is
 * none of these, the same of the first day on which there is something.
 * @param {Session[]} sessions
 * @param {number} now
 * @param {(at: number) => string} dayOf
 * @returns {Highlights}
 */
export function highlights(sessions, now, dayOf) {
  const today = dayOf(now);
  const isToday = (/** @type {number} */ at) => dayOf(at) === today;
  const on = sessions.filter(isOn).sort(by((session) => ms(session.since ?? session.starts_at)));
  const off = sessions
    .filter(({ phase, starts_at, ends_at }) => OFF.has(phase) && isToday(ms(starts_at)) && ms(ends_at) > now)
    .sort(by((session) => ms(session.starts_at)));
  const coming = sessions
    .filter((session) => COMING.has(session.phase) && expectedEnd(session) > now)
    .sort(by(expectedStart));
  const next = selectNext(coming.filter((session) => isToday(Math.max(expectedStart(session), now))));
  const nothing = on.length + off.length + next.length === 0;
  return { on, next, off, later: nothing && coming.length ? selectNext(sameDay(coming, dayOf)) : [] };
}

/** The first few of the sessions, and the first in each room, in their order. @param {Session[]} sessions */
function selectNext(sessions) {
  const rooms = new Set();
  let count = 0;
  return sessions.filter(({ room }) => {
    const isSelected = count < UP_NEXT || !rooms.has(room);
    rooms.add(room);
    if (isSelected) count += 1;
    return isSelected;
  });
}

/** @param {Session[]} coming @param {(at: number) => string} dayOf */
function sameDay(coming, dayOf) {
  const first = dayOf(expectedStart(coming[0]));
  return coming.filter((session) => dayOf(expectedStart(session)) === first);
}

/**
 * The rows of a lobby screen in their order: what is on, then what comes or would have come, by time.
 * @param {Highlights} found
 * @returns {Session[]}
 */
export function lobbyRows({ on, next, off, later }) {
  const coming = [...next, ...off].sort(by((session) => ms(session.starts_at)));
  return [...on, ...coming, ...later];
}

/**
 * The session to show large (the current one, else the first that comes or would have come), and those after it.
 * @param {Session[]} sessions of one room
 * @param {number} now
 * @param {(at: number) => string} dayOf
 */
export function roomProgramme(sessions, now, dayOf) {
  const first = lobbyRows(highlights(sessions, now, dayOf))[0] ?? null;
  const coming = sessions
    .filter((session) => session.phase === "scheduled" || session.phase === "delayed")
    .filter((session) => session !== first && expectedStart(session) > now)
    .sort((one, other) => expectedStart(one) - expectedStart(other) || one.order - other.order);
  return { first, following: coming.slice(0, MAX_FOLLOWING) };
}
