/** The screen before the speaker: who has the floor, the time that is left, and who is next. */

import { el, settle } from "../../../../conference/static/js/dom.mjs";
import { statesOf } from "../../../feed/static/board.mjs";
import { roomProgramme } from "../highlights.mjs";
import { textMark } from "../proof/painted_text.mjs";
import { timerText, timerView } from "../timer_view.mjs";
import { fitScale, fitWholeWords, fitWithout, isWhole } from "./fit_scale.mjs";
import { offerLayout } from "./layout_registry.mjs";
import { showRoomName } from "./room_name.mjs";

/** Shares of the full size; the first at which everything fits is taken. */
const LARGE_SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.5];
const SMALL_SCALES = [0.4, 0.35, 0.3];

/**
 * @typedef {import("../highlights.mjs").Session} Session
 * @typedef {import("../words.mjs").Words} Words
 * @typedef {{name: string, role: string, reply: number, timer: import("../timer_view.mjs").Timer | null}} Speaker
 */

class Speakers {
  /** @param {import("../screen.mjs").Screen} _screen @param {import("../screen_place.mjs").Place} place */
  constructor(_screen, place) {
    this.place = place;
    this.room = place.tile.room;
    this.main = el("section", { class: "floor-now" });
    this.next = el("section", { class: "floor-next" });
    place.root.classList.add("content-speakers");
    place.root.append(this.main, this.next);
  }

  /** @param {import("../screen.mjs").View} view @param {import("../screen.mjs").View | null} _second @param {number | null} now */
  paint(view, _second, now) {
    const { words, board, state } = view;
    const known = now ?? state.confirmedAt;
    const sessions = statesOf(board, "session/").filter(({ room }) => room === this.room);
    showRoomName(this.place, view);
    const first = known === null ? null : floorSession(sessions, known, words.times.day);
    const { attributes } = words.fallback(/** @type {any} */ (first ?? { language: "", fallback: false }));
    settle(this.main, first?.speaker ? floorView(words, first, now) : [freeView(words, board, first)]);
    this.place.root.append(this.next);
    settle(this.next, first?.next_speaker ? nextView(words, first.next_speaker, attributes) : []);
    const extras = [...this.main.querySelectorAll(".floor-role"), this.next];
    // The digits run from left to right: from right to left the screen does not scroll to what they need.
    const clock = this.main.querySelector(".timer-clock");
    const fits = () => isWhole(this.main) && (!clock || clock.scrollWidth <= clock.clientWidth);
    const fit = () => fitWithout(this.main, LARGE_SCALES, extras, fits) || fitScale(this.main, SMALL_SCALES, fits);
    fitWholeWords(this.main, fit);
  }
}

/**
 * The session of a room whose speaker is shown: the one with a speaker, else the one that the room's screen shows.
 * @param {Session[]} sessions @param {number} now @param {(at: number) => string} dayOf
 */
export function floorSession(sessions, now, dayOf) {
  return sessions.find(({ speaker }) => speaker) ?? roomProgramme(sessions, now, dayOf).first;
}

/** @param {Words} words @param {Session} session whose speaker has the floor @param {number | null} now */
function floorView(words, session, now) {
  const { name, role, reply, timer } = /** @type {Speaker} */ (session.speaker);
  const mark = textMark(words, `session/${session.id}`, "speaker.name");
  const limit = timer?.limit_s ? timerText({ stage: "left", seconds: timer.limit_s, isPaused: false }) : null;
  return [
    el("p", { class: "floor-name" }, el("bdi", mark, name)),
    el(
      "p",
      { class: "floor-role" },
      reply ? el("strong", {}, words.text("screen.speakers.reply")) : null,
      role ? el("bdi", { translate: "yes" }, role) : null,
      limit ? el("span", {}, words.text("screen.speakers.limit", { time: limit })) : null,
    ),
    ...(timer ? [timerView(words, timer, now)] : []),
  ];
}

/** @param {Words} words @param {import("../../../feed/static/board.mjs").Board} board @param {Session | null} session */
function freeView(words, board, session) {
  if (!board.entries.size) return el("p", { class: "floor-free" }, words.text("screen.waiting"));
  return el("p", { class: "floor-free" }, words.text(session ? "screen.speakers.none" : "screen.room.none"));
}

/** @param {Words} words @param {Speaker} speaker @param {Record<string, string>} attributes */
function nextView(words, { name }, attributes) {
  return [el("h2", {}, words.text("screen.speakers.next")), el("p", attributes, el("bdi", {}, name))];
}

offerLayout("speakers", Speakers);
