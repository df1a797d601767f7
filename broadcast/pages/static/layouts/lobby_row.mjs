/** One session in the lobby: its time and room first and largest, then its title, then its state. */

import { el, icon } from "../../../../conference/static/js/dom.mjs";
import { isOn } from "../highlights.mjs";
import { textMark } from "../proof/painted_text.mjs";
import { changesView, phaseTime, phaseTimeView, speakersView, titleView } from "../session_view.mjs";

const TAKES_NEW_TIME = new Set(["delayed", "postponed", "suspended"]);

/**
 * @typedef {import("../highlights.mjs").Session} Session
 * @typedef {import("../tally_view.mjs").Tally} Tally
 * @typedef {import("../words.mjs").Words} Words
 * @typedef {{words: Words, session: Session, tally: Tally | null}} RowSource one session in one language
 * @typedef {{now: number | null, today: string | null, isMoved: boolean, earlierStart: string | null}} RowContext
 *   `today`: the venue's day, null where every row shows its day.
 */

/**
 * The time to show large. A new time replaces the planned one, which stays beside it, small.
 * @param {Pick<Session, "phase" | "starts_at" | "until">} session
 * @param {string | null} earlierStart the start that people have read before the plan was changed
 * @returns {{at: string, isNew: boolean, replaced: string | null}}
 */
export function rowTime({ phase, starts_at, until }, earlierStart = null) {
  if (until && TAKES_NEW_TIME.has(phase)) {
    return { at: until, isNew: true, replaced: phase === "suspended" ? null : starts_at };
  }
  const hasNewPlan = earlierStart !== null && phase === "scheduled";
  return { at: starts_at, isNew: hasNewPlan, replaced: hasNewPlan ? earlierStart : null };
}

/**
 * The tally of a signing that has begun, once a State has signed.
 * @param {Session} session @param {Tally | null} tally
 */
export function signingTally(session, tally) {
  return session.kind === "signing_ceremony" && isOn(session) && tally !== null && tally.signed > 0 ? tally : null;
}

/**
 * @param {RowSource} source
 * @param {RowSource | null} second the same session in the language that takes its turn
 * @param {RowContext} context
 */
export function lobbyRow(source, second, context) {
  const { words, session } = source;
  const tally = signingTally(session, source.tally);
  const tallies = tally ? [source, ...(second ? [second] : [])].map(tallyLine) : [];
  const classes = ["row-session", `row-${session.phase}`, isOn(session) ? "row-on" : "", tally ? "row-hero" : ""];
  return el(
    "li",
    { class: classes.filter(Boolean).join(" "), "data-session": session.id },
    timeCell(words, session, context),
    roomCell(words, session, second, context),
    el(
      "div",
      { class: "row-what" },
      titleView(words, session, "h2"),
      second && inSecond(second, titleView(second.words, second.session, "p")),
      ...changesView(session),
      ...speakersView(words, session, context.now),
    ),
    stateView(words, session, second, context.now),
    tallies.length ? el("div", { class: "row-tally" }, ...tallies) : null,
  );
}

/** @param {Words} words @param {Session} session @param {RowContext} context */
function timeCell(words, session, { today, earlierStart }) {
  const { at, isNew, replaced } = rowTime(session, earlierStart);
  const field = at === session.starts_at ? "starts_at" : "until";
  const day = words.times.day(at);
  const end = el("bdi", { class: "row-end", dir: "ltr" }, "–", words.time(session.ends_at));
  const old = replaced && words.times.time(replaced) !== words.times.time(at) ? words.time(replaced) : null;
  return el(
    "p",
    { class: isNew ? "row-time row-new" : "row-time" },
    day === today ? null : el("span", { class: "row-day" }, words.day(day, "short")),
    el("bdi", { class: "hours", dir: "ltr", ...textMark(words, `session/${session.id}`, field) }, words.time(at)),
    isNew ? old && el("s", { class: "row-end" }, old) : end,
  );
}

/** @param {Words} words @param {Session} session @param {RowSource | null} second @param {RowContext} context */
function roomCell(words, session, second, { isMoved }) {
  const key = `session/${session.id}`;
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const other = second && second.session.room_name !== session.room_name ? second : null;
  return el(
    "p",
    { class: isMoved ? "row-where row-new" : "row-where" },
    el("bdi", { class: "row-room", ...attributes, ...textMark(words, key, "room_name") }, session.room_name),
    other && inSecond(other, el("bdi", { class: "row-room-second" }, other.session.room_name)),
  );
}

/**
 * The state as a word with its mark, without a new time: that one stands in the place of the old one.
 * @param {Words} words @param {Session} session @param {RowSource | null} second @param {number | null} now
 */
export function stateView(words, session, second, now) {
  const when = phaseTime(session, now);
  const isInPlace = when?.text === "board.new_time";
  const key = `session/${session.id}`;
  return el(
    "p",
    { class: `session-phase phase-${session.phase}` },
    el(
      "span",
      { class: `phase phase-${session.phase}`, ...textMark(words, key, "phase_label") },
      icon(words.sprite, session.phase),
      session.phase_label,
    ),
    second && secondPhase(second, key),
    when && !isInPlace ? el("span", { class: "phase-when" }, phaseTimeView(words, when, now)) : null,
    session.reason && el("span", { class: "phase-reason" }, session.reason),
  );
}

/** The word of a state in the second language. @param {RowSource} second @param {string} key */
function secondPhase({ words, session }, key) {
  const { tag, direction } = words.language;
  const attributes = { lang: tag, dir: direction, ...textMark(words, key, "phase_label") };
  return el("span", { class: "phase-second row-second", ...attributes }, session.phase_label);
}

/** The count with the latest signatory and the time. @param {RowSource} source @param {number} index */
function tallyLine({ words, tally }, index) {
  if (tally === null) return null;
  const latest = tally.latest[0];
  const line = el(
    "p",
    { class: index ? "row-count row-second" : "row-count", lang: words.language.tag, dir: words.language.direction },
    el("strong", textMark(words, "tally", "text"), tally.text),
    latest ? el("span", { class: "row-latest" }, el("bdi", {}, latest.name), " ", words.time(latest.at)) : null,
  );
  return line;
}

/** Mark an element as text of the second language. @param {RowSource} second @param {HTMLElement} element */
function inSecond({ words, session }, element) {
  element.classList.add("row-second");
  if (!session.fallback) {
    element.lang = words.language.tag;
    element.dir = words.language.direction;
  }
  return element;
}
