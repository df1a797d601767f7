/** The elements of a session, the same in the lobby, at a room's door, on the live page and on the console. */

import { el, icon } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { expectedEnd, expectedStart } from "./highlights.mjs";
import { textMark } from "./proof/painted_text.mjs";
import { timerView } from "./timer_view.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("./highlights.mjs").Session} Session
 */

/** @param {string} text @param {string} at */
const phrase = (text, at) => ({ text, at });

/** The texts for a time on another day, with `{day}` and `{time}`. @type {Record<string, string>} */
const DATED_TEXTS = { "board.since": "board.since_day", "board.at": "board.at_day" };

/**
 * The text about the time of a session's phase, with at most one `{time}`, or null.
 * @param {Session} session
 * @param {number | null} now
 * @returns {{text: string, at: string | null} | null}
 */
export function phaseTime(session, now) {
  const { phase, since, until } = session;
  if (phase === "in_session" && since) return phrase("board.since", since);
  if (phase === "suspended" && until) return phrase("board.resumes_at", until);
  if (phase === "suspended" && since) return phrase("board.since", since);
  if ((phase === "delayed" || phase === "postponed") && until) return phrase("board.new_time", until);
  if (phase === "adjourned" && since) return phrase("board.at", since);
  const waits = (phase === "scheduled" || phase === "delayed") && now !== null;
  const isTime = waits && expectedStart(session) <= now && now < expectedEnd(session);
  return isTime ? { text: "board.waiting", at: null } : null;
}

/**
 * The text about the time of a phase, as nodes: a clock time, or a day and a clock time if it is on another day.
 * @param {Words} words @param {{text: string, at: string | null}} when @param {number | null} now
 */
export function phaseTimeView(words, { text, at }, now) {
  if (!at) return words.text(text);
  const dated = DATED_TEXTS[text];
  if (!dated || words.isToday(at, now)) return words.text(text, { time: words.moment(at, now) });
  return words.text(dated, { day: words.dayOf(at), time: words.time(at) });
}

/**
 * The phase: shape, word, and since or until when.
 * @param {Words} words @param {Session} session @param {number | null} now
 */
export function phaseView(words, session, now) {
  const when = phaseTime(session, now);
  return el(
    "p",
    { class: `session-phase phase-${session.phase}` },
    el("span", { class: `phase phase-${session.phase}` }, icon(words.sprite, session.phase), session.phase_label),
    when && el("span", { class: "phase-when" }, phaseTimeView(words, when, now)),
    session.reason && el("span", { class: "phase-reason" }, session.reason),
  );
}

/**
 * Whether a session is scheduled and nothing else: it needs no word.
 * @param {Session} session @param {number | null} now
 */
export function isAsPlanned(session, now) {
  return session.phase === "scheduled" && !session.reason && phaseTime(session, now) === null;
}

/**
 * The title as a heading of the given level, as a link if there is an address.
 * @param {Words} words @param {Session} session @param {string} tag @param {string | null} [address]
 */
export function titleView(words, session, tag, address = null) {
  const { attributes, mark } = words.fallback(/** @type {any} */ (session));
  const title = el("span", { ...attributes, ...textMark(words, `session/${session.id}`, "title") }, session.title);
  return el(tag, { class: "session-title" }, address ? el("a", { href: address }, title) : title, mark);
}

/** Whether the page is one of a rehearsal, which has no public pages. */
const isRehearsed = () => document.documentElement.classList.contains("marked");

/**
 * The current speaker with the timer, and the next one.
 * @param {Words} words @param {Session} session @param {number | null} now
 * @returns {HTMLElement[]}
 */
export function speakersView(words, session, now) {
  const lines = [];
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const { speaker, next_speaker: next } = session;
  const marked = (/** @type {string} */ field) => textMark(words, `session/${session.id}`, field);
  if (speaker)
    lines.push(
      speakerLine(words, "board.has_floor", "speaker-now", { speaker, attributes, now, mark: marked("speaker.name") }),
    );
  if (next)
    lines.push(
      speakerLine(words, "board.next_speaker", "speaker-next", {
        ...{ speaker: next, attributes, now },
        mark: marked("next_speaker.name"),
      }),
    );
  return lines;
}

/**
 * How the session differs from the programme as it was announced: one list, or nothing.
 * @param {Session} session
 */
export function changesView({ changes }) {
  /** @type {{kind: string, text: string}[]} */
  const told = changes ?? [];
  const items = told.map(({ kind, text }) => el("li", { class: `change-${kind}` }, text));
  return items.length ? [el("ul", { class: "session-changes" }, ...items)] : [];
}

/**
 * @param {Words} words @param {string} key @param {string} name
 * @param {{speaker: {name: string, role: string, timer?: import("./timer_view.mjs").Timer | null},
 *   attributes: Record<string, string>, now: number | null, mark: Record<string, string>}} shown
 */
function speakerLine(words, key, name, { speaker, attributes, now, mark }) {
  return el(
    "p",
    { class: `speaker ${name}` },
    words.text(key, { name: el("strong", mark, speaker.name) }),
    speaker.role ? " " : null,
    speaker.role
      ? el("span", { class: "speaker-role" }, el("bdi", { translate: "yes", ...attributes }, speaker.role))
      : null,
    speaker.timer ? " " : null,
    speaker.timer ? timerView(words, speaker.timer, now) : null,
  );
}

/**
 * The link to the texts of delivered statements while a speaker has the floor; a rehearsal has no texts.
 * @param {Words} words @param {Session} session
 */
function textsLink(words, session) {
  if (!session.speaker || isRehearsed()) return null;
  const address = `${SITE}${words.language.code}/statements/${session.id}`;
  return el("p", { class: "session-texts" }, el("a", { href: address }, words.text("board.statements")));
}

/** The planned start of a moved session, with its day if that is another one. @param {Words} words @param {Session} session */
function formerStart(words, session) {
  return el("s", { class: "former" }, words.moment(session.previous_start, Date.parse(session.starts_at)));
}

/**
 * One session of the programme, as `session_card` in `templates/parts.html` makes it. `formerRoom` is the name of the room
 * that it was moved from, "" for none; with the former start it is struck through on the page of the session.
 * @param {Words} words @param {Session} session
 * @param {{now: number | null, heading?: string, withDay?: boolean, formerRoom?: string}} context
 */
export function sessionCard(words, session, { now, heading = "h3", withDay = false, formerRoom = "" }) {
  const hours = el(
    "p",
    { class: "session-hours" },
    withDay ? el("span", { class: "session-day" }, words.day(session.day, "short")) : null,
    heading === "h1" && session.previous_start ? formerStart(words, session) : null,
    session.assumed ? el("abbr", { class: "assumed", title: words.plain("board.assumed") }, "≈") : null,
    words.hours(session.starts_at, session.ends_at),
  );
  const pages = isRehearsed() ? null : `${SITE}${words.language.code}`;
  const room = el(
    "bdi",
    { class: "session-room", ...words.fallback(/** @type {any} */ (session)).attributes },
    pages ? el("a", { href: `${pages}/rooms/${session.room}` }, session.room_name) : session.room_name,
  );
  const former = formerRoom
    ? el("s", { class: "former" }, el("bdi", words.fallback(/** @type {any} */ (session)).attributes, formerRoom))
    : null;
  const place = el(
    "p",
    { class: "session-place" },
    former,
    room,
    el("span", { class: "session-kind" }, session.kind_label),
  );
  return el(
    "article",
    { class: `session session-${session.phase}`, "data-session": session.id },
    hours,
    el(
      "div",
      { class: "session-what" },
      titleView(words, session, heading, pages && heading !== "h1" ? `${pages}/sessions/${session.id}` : null),
      place,
      ...changesView(session),
      ...speakersView(words, session, now),
      textsLink(words, session),
    ),
    isAsPlanned(session, now) ? null : phaseView(words, session, now),
  );
}
