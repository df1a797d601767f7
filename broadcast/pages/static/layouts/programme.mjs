/** The programme of one day: all its public sessions, a page at a time, as rows of the lobby. */

import { stateOf } from "../../../feed/static/board.mjs";
import { expectedEnd, expectedStart, isOn } from "../highlights.mjs";
import { offerLayout } from "./layout_registry.mjs";
import { Lobby } from "./lobby.mjs";

/** @typedef {import("../highlights.mjs").Session} Session */

/**
 * The day to show: today, or the next day of the event, or its last one; with `next` the one after that.
 * @param {string} option `today`, `next` or a day
 * @param {string[]} days of the event, in order
 * @param {string} today
 */
export function shownDay(option, days, today) {
  if (option !== "today" && option !== "next") return option;
  const coming = days.filter((day) => day >= today);
  const first = coming[0] ?? days.at(-1) ?? today;
  return option === "next" ? (coming[1] ?? first) : first;
}

/**
 * The sessions of a day in the order of their times: planned for it, moved to it or resumed on it.
 * @param {Session[]} sessions @param {string} day @param {(at: string | number) => string} dayOf
 */
export function sessionsOf(sessions, day, dayOf) {
  return sessions
    .filter((session) => {
      const moments = [session.starts_at, expectedStart(session)];
      if (session.phase === "suspended" && session.until) moments.push(session.until);
      return moments.some((at) => dayOf(at) === day);
    })
    .sort(
      (one, other) =>
        expectedStart(one) - expectedStart(other) || one.order - other.order || (one.id < other.id ? -1 : 1),
    );
}

/**
 * The sessions that are not over, or all of them when no other is left.
 * @param {Session[]} sessions of one day @param {number} now
 */
export function comingFirst(sessions, now) {
  const coming = sessions.filter(
    (session) => isOn(session) || (session.phase !== "adjourned" && expectedEnd(session) > now),
  );
  return coming.length ? coming : sessions;
}

class Programme extends Lobby {
  /** @param {import("../screen.mjs").View} view @param {Session[]} sessions @param {number} now @override */
  select({ words, board }, sessions, now) {
    const days = stateOf(board, "event")?.days ?? [];
    const day = shownDay(this.place.tile.options.day, days, words.times.day(now));
    this.place.showHeading(words.text("screen.programme.heading", { day: words.day(day, "short") }));
    return { sorted: comingFirst(sessionsOf(sessions, day, words.times.day), now), today: day };
  }

  /** @param {import("../words.mjs").Words} words @override */
  emptyText(words) {
    return words.text("screen.programme.none");
  }
}

offerLayout("programme", Programme);
