/** The screen at a room's door or on its wall: one thing large (speaker, tally or session), and what comes next here. */

import { el, settle } from "../../../../conference/static/js/dom.mjs";
import { stateOf, statesOf } from "../../../feed/static/board.mjs";
import { expectedStart, roomProgramme } from "../highlights.mjs";
import { interpretationView } from "../interpretation_view.mjs";
import { changesView, speakersView, titleView } from "../session_view.mjs";
import { splitCount } from "../tally_view.mjs";
import { fitScale, fitWithout, isWhole } from "./fit_scale.mjs";
import { offerLayout } from "./layout_registry.mjs";
import { rowTime, signingTally, stateView } from "./lobby_row.mjs";
import { showRoomName } from "./room_name.mjs";

/** Shares of the full size; the first at which everything fits is taken. */
const LARGE_SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.57];
const SMALL_SCALES = [0.5, 0.4, 0.3];
const LINE_SCALES = [1, 0.9, 0.8, 0.7];
/** Rather than to be smaller than LARGE_SCALES, a room does without these, the first one first. */
const EXTRAS = [".speaker-next", ".channels", ".tally-source", ".session-changes", ".speaker-role", ".phase-reason"];

/**
 * @typedef {import("../highlights.mjs").Session} Session
 * @typedef {import("../tally_view.mjs").Tally} Tally
 * @typedef {import("../words.mjs").Words} Words
 */

/**
 * The one thing that a room shows large: who speaks, the tally of a signing that has begun, or the session.
 * @param {Session} session @param {Tally | null} tally
 * @returns {"speaker" | "tally" | "session"}
 */
export function roomSubject(session, tally) {
  if (session.phase !== "in_session") return "session";
  if (session.speaker) return "speaker";
  return signingTally(session, tally) ? "tally" : "session";
}

class Room {
  /** @param {import("../screen.mjs").Screen} _screen @param {import("../screen_place.mjs").Place} place */
  constructor(_screen, place) {
    this.place = place;
    this.room = place.tile.room;
    this.main = el("section", { class: "room-first" });
    this.following = el("section", { class: "room-following" });
    place.root.classList.add("content-room");
    place.root.append(this.main, this.following);
  }

  /** @param {import("../screen.mjs").View} view @param {import("../screen.mjs").View | null} _second @param {number | null} now */
  paint(view, _second, now) {
    const { words, board } = view;
    const known = now ?? view.state.confirmedAt;
    const sessions = statesOf(board, "session/").filter(({ room }) => room === this.room);
    showRoomName(this.place, view);
    const { first, following } =
      known === null ? { first: null, following: [] } : roomProgramme(sessions, known, words.times.day);
    const empty = board.entries.size ? words.text("screen.room.none") : words.text("screen.waiting");
    const spoken = first && stateOf(board, `interpretation/${first.id}`);
    const interpretation = interpretationView(words, spoken);
    settle(
      this.main,
      first ? [...this.large(view, first, now), ...interpretation] : [el("p", { class: "room-empty" }, empty)],
    );
    this.place.root.append(this.following);
    settle(this.following, following.length ? this.followingLine(words, following[0], now) : []);
    this.fit();
  }

  fit() {
    const isOneLine = fitScale(this.following, LINE_SCALES);
    this.following.classList.toggle("wraps", !isOneLine);
    this.main.style.setProperty("--scale", "1");
    const earlier = [...this.main.querySelectorAll(".room-earlier > li")];
    while (earlier.length && !isWhole(this.main)) earlier.pop()?.remove(); // the figure stays large
    const extras = EXTRAS.flatMap((selector) => [...this.main.querySelectorAll(selector)]);
    const words = [...(this.main.querySelector(".speaker-now")?.childNodes ?? [])].filter(
      ({ nodeType }) => nodeType === Node.TEXT_NODE,
    );
    const title = this.main.dataset.subject === "session" ? [] : this.main.querySelectorAll(".session-title");
    if (!fitWithout(this.main, LARGE_SCALES, [this.following, ...extras, ...title, ...words]))
      fitScale(this.main, SMALL_SCALES);
  }

  /** @param {import("../screen.mjs").View} view @param {Session} session @param {number | null} now */
  large({ words, board }, session, now) {
    /** @type {Tally | null} */
    const tally = stateOf(board, "tally");
    const subject = roomSubject(session, tally);
    this.main.dataset.subject = subject;
    const title = titleView(words, session, "h1");
    if (subject === "speaker") return [title, ...speakersView(words, session, now)];
    if (subject === "tally" && tally) return [title, ...tallyFigure(words, tally)];
    const state = stateView(words, session, null, now);
    return [whenLine(words, session, now), state, title, ...changesView(session), ...speakersView(words, session, now)];
  }

  /** What comes next here, in one line. @param {Words} words @param {Session} session @param {number | null} now */
  followingLine(words, session, now) {
    const start = expectedStart(session);
    const isToday = now !== null && words.times.day(start) === words.times.day(now);
    return [
      el("h2", {}, words.text("screen.room.next")),
      el(
        "p",
        { class: session.phase === "delayed" ? "following row-new" : "following", "data-session": session.id },
        isToday ? null : el("span", { class: "row-day" }, words.day(words.times.day(start), "short")),
        el("bdi", { class: "hours", dir: "ltr" }, words.time(start)),
      ),
      titleView(words, session, "h3"),
    ];
  }
}

/** The hours; a new time stands in their place. @param {Words} words @param {Session} session @param {number | null} now */
function whenLine(words, session, now) {
  const { at, isNew, replaced } = rowTime(session);
  const day = words.times.day(at);
  const isToday = now === null || day === words.times.day(now);
  return el(
    "p",
    { class: isNew ? "room-when row-new" : "room-when" },
    isToday ? null : el("span", { class: "row-day" }, words.day(day, "short")),
    isNew ? el("bdi", { class: "hours", dir: "ltr" }, words.time(at)) : words.hours(session.starts_at, session.ends_at),
    replaced && el("s", {}, words.time(replaced)),
  );
}

/** The count as a figure, the words around it, the latest signatories, and the source. @param {Words} words @param {Tally} tally */
function tallyFigure(words, tally) {
  const { before, figure, after } = splitCount(tally.text, words.numbers.format(tally.signed));
  const of =
    tally.of === null ? null : el("span", { class: "tally-of" }, words.text("board.tally.of", { of: tally.of }));
  const [latest, ...earlier] = tally.latest;
  const asOf = words.moment(tally.as_of, null);
  const name = latest && el("p", { class: "room-latest" }, el("bdi", {}, latest.name), " ", words.time(latest.at));
  const rows = earlier.map((one) => el("li", {}, words.time(one.at), " ", el("bdi", {}, one.name)));
  const label = words.plain("board.tally.latest");
  const list = rows.length ? el("ol", { class: "room-earlier", "aria-label": label, start: "2" }, ...rows) : null;
  const count = el("p", { class: "room-figure" }, before, el("strong", {}, figure), after, of && " ", of);
  return [
    el("div", { class: "room-tally" }, count, el("div", {}, name, list)),
    el("p", { class: "tally-source" }, words.text("board.tally.source", { source: tally.source, time: asOf })),
  ];
}

offerLayout("room", Room);
