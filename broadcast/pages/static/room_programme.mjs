/** Which session a room shows, and which follow. */

import { expectedStart, highlights, lobbyRows } from "./highlights.mjs";

const MAX_FOLLOWING = 3;

/** @typedef {import("./highlights.mjs").Session} Session */

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
