/** The screen at a room's door or on its wall: what is on here, who has the floor, what comes next here. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { expectedStart, highlights, lobbyRows } from "./highlights.mjs";
import { Screen } from "./screen.mjs";
import { phaseView, speakersView, titleView } from "./session_view.mjs";
import { tallyView } from "./tally_view.mjs";

const MAX_FOLLOWING = 3;
/** Shares of the full size, and whether only the essential is shown; the first that fits is taken. */
const SCALES = [1, 0.9, 0.8, 0.7, 0.6].map((scale) => ({ scale, tight: false }));
const TIGHT = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4].map((scale) => ({ scale, tight: true }));

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

class Room {
  /** @param {Screen} screen */
  constructor(screen) {
    this.room = screen.data.room;
    this.main = /** @type {HTMLElement} */ (document.querySelector(".room-first"));
    this.following = /** @type {HTMLElement} */ (document.querySelector(".room-following"));
    this.name = /** @type {HTMLElement} */ (document.querySelector(".room-name"));
  }

  /** @param {import("./screen.mjs").View} view @param {number | null} now */
  paint(view, now) {
    const { words, board } = view;
    const known = now ?? view.state.confirmedAt;
    const sessions = statesOf(board, "session/").filter(({ room }) => room === this.room);
    const rooms = stateOf(board, "event")?.rooms ?? [];
    const name = rooms.find((/** @type {any} */ { id }) => id === this.room)?.name;
    if (name) this.name.textContent = name;
    const { first, following } =
      known === null ? { first: null, following: [] } : roomProgramme(sessions, known, words.times.day);
    const empty = board.entries.size ? words.text("screen.room.none") : words.text("screen.waiting");
    settle(this.main, first ? this.large(view, first, now) : [el("p", { class: "room-empty" }, empty)]);
    settle(this.following, following.length ? this.list(words, following, now) : []);
    this.fit();
  }

  fit() {
    for (const { scale, tight } of [...SCALES, ...TIGHT]) {
      this.main.classList.toggle("tight", tight);
      this.main.style.setProperty("--scale", String(scale));
      if (this.main.scrollHeight <= this.main.clientHeight) return;
    }
  }

  /** @param {import("./screen.mjs").View} view @param {Session} session @param {number | null} now */
  large({ words, board }, session, now) {
    const tally = session.kind === "signing_ceremony" && stateOf(board, "tally");
    const other = now !== null && session.day !== words.times.day(now);
    const day = other ? el("span", { class: "row-day" }, words.day(session.day, "short")) : null;
    return [
      phaseView(words, session, now),
      titleView(words, session, "h1"),
      el("p", { class: "room-when" }, day, words.hours(session.starts_at, session.ends_at)),
      ...speakersView(words, session),
      ...(tally ? [el("div", { class: "tally" }, ...tallyView(words, tally))] : []),
    ];
  }

  /** @param {import("./words.mjs").Words} words @param {Session[]} sessions @param {number | null} now */
  list(words, sessions, now) {
    const today = now === null ? null : words.times.day(now);
    const rows = sessions.map((session) =>
      el(
        "li",
        { class: "following", "data-session": session.id },
        el(
          "p",
          { class: "row-where" },
          session.day === today ? null : el("span", { class: "row-day" }, words.day(session.day, "short")),
          words.hours(session.starts_at, session.ends_at),
        ),
        titleView(words, session, "h3"),
        session.phase === "scheduled" ? null : phaseView(words, session, now),
      ),
    );
    return [el("h2", {}, words.text("screen.room.next")), el("ol", {}, ...rows)];
  }

  mayTurn() {
    return true;
  }

  afterTurn() {}
}

if (globalThis.document?.getElementById("screen")) new Screen((screen) => new Room(screen)).start();
