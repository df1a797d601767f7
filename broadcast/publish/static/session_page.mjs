/** The page of a session: the server renders it complete, then it follows the feed. */

import { el, part, settle } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { readerTimes } from "../../../conference/static/js/times.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { inProgramme } from "../../pages/static/highlights.mjs";
import { interpretationView } from "../../pages/static/interpretation_view.mjs";
import { fillPart } from "../../pages/static/page_parts.mjs";
import { sessionCard } from "../../pages/static/session_view.mjs";
import { timerView } from "../../pages/static/timer_view.mjs";
import { followPage } from "./follow_page.mjs";
import { pageReader, readItems } from "./speaking_list.mjs";

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("../../pages/static/highlights.mjs").Session} Session
 * @typedef {import("./programme_view.mjs").Times} Times
 * @typedef {{name: string, role: string, reply: number, timer: import("../../pages/static/timer_view.mjs").Timer | null}} Speaker
 * @typedef {{current: Speaker | null, upcoming: Speaker[], spoken: number, remaining: number}} Speakers
 */

/**
 * The sessions before and after one in its room, null where there is none.
 * @param {Session[]} sessions @param {Session} session
 */
export function findNeighbours(sessions, session) {
  const inRoom = sessions.filter(({ room }) => room === session.room).sort(inProgramme);
  const place = inRoom.findIndex(({ id }) => id === session.id);
  return { previous: inRoom[place - 1] ?? null, following: inRoom[place + 1] ?? null };
}

/**
 * The hours of a session in the reader's time zone, with days where they differ from the venue's; null if the clocks agree.
 * @param {Session} session
 * @param {{venue: Times, reader: Times, writeDay: (day: string) => string}} zones
 */
export function readerHours({ starts_at, ends_at }, { venue, reader, writeDay }) {
  const isSame = [starts_at, ends_at].every(
    (at) => venue.day(at) === reader.day(at) && venue.time(at) === reader.time(at),
  );
  if (isSame) return null;
  const day = venue.day(starts_at) === reader.day(starts_at) ? "" : writeDay(reader.day(starts_at));
  return { day, start: reader.time(starts_at), end: reader.time(ends_at) };
}

/** @param {Words} words @param {Session} session */
function readerTimeView(words, session) {
  const zones = {
    venue: words.times,
    reader: readerTimes(),
    writeDay: (/** @type {string} */ day) => words.day(day, "short"),
  };
  const found = readerHours(session, zones);
  if (!found) return [];
  const hours = el("bdi", { class: "hours", dir: "ltr" }, `${found.start}–${found.end}`);
  const time = el("span", {}, found.day, found.day ? " " : "", hours);
  return [el("span", {}, words.text("publish.reader_time", { time }))];
}

/** @param {Words} words @param {Speaker} speaker @param {Session} session @param {{now: number | null, mark: string}} context */
function speakerItem(words, { name, role, reply, timer }, session, { now, mark }) {
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const roleView = el("span", { class: "speaker-role" }, el("bdi", { translate: "yes", ...attributes }, role));
  return el(
    "li",
    { class: mark },
    el("bdi", {}, name),
    ...(reply ? [" ", el("strong", {}, words.text("screen.speakers.reply"))] : []),
    ...(role ? [" ", roleView] : []),
    ...(timer ? [" ", timerView(words, timer, now)] : []),
  );
}

/**
 * The counts of speakers, and those who speak and follow, as `speakers_view` of publish_parts.html.
 * @param {Words} words @param {Speakers | null} speakers @param {Session} session @param {number | null} now
 */
function speakersView(words, speakers, session, now) {
  if (!speakers?.current && !speakers?.upcoming.length && !speakers?.spoken) return [];
  const { current, upcoming, spoken, remaining } = speakers;
  const unlisted = remaining - upcoming.length;
  const counts = [words.plural("publish.spoken", spoken), words.plural("publish.remaining", remaining)];
  const list = [
    current && speakerItem(words, current, session, { now, mark: "is-speaking" }),
    ...upcoming.map((one) => speakerItem(words, one, session, { now, mark: "is-waiting" })),
  ];
  return [
    el("p", { class: "speakers-count" }, ...counts.map((count) => el("span", {}, count))),
    el("ol", { class: "speakers-list", start: String(spoken + 1) }, ...list),
    ...(unlisted > 0 ? [el("p", { class: "speakers-more" }, words.plural("publish.unlisted_speakers", unlisted))] : []),
  ];
}

const readSpokenAgain = pageReader(`${globalThis.location?.pathname}/speakers`, (page) => {
  const spoken = [...part("listed=all", page).querySelectorAll(".is-spoken")];
  part("listed=spoken").parentElement.hidden = spoken.length === 0;
  settle(part("listed=spoken"), spoken);
});

/** @param {Words} words @param {string} key @param {Session | null} session */
function neighbourView(words, key, session) {
  if (!session) return [];
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const address = `${SITE}${words.language.code}/sessions/${session.id}`;
  const time = [words.day(session.day, "short"), " ", words.hours(session.starts_at, session.ends_at)];
  const item = el(
    "li",
    {},
    el("span", { class: "neighbour-label" }, words.text(key)),
    " ",
    el("a", { href: address, ...attributes }, session.title),
    " ",
    el("span", { class: "neighbour-time" }, ...time),
  );
  return [item];
}

/** @param {Words} words @param {import("../../feed/static/board.mjs").Board} board @param {number | null} now */
function paintSession(words, board, now) {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-part=session]"));
  const session = stateOf(board, `session/${place.dataset.id}`);
  if (!session) return;
  const { previous, following } = findNeighbours(statesOf(board, "session/"), session);
  const rooms = /** @type {{id: string, name: string}[]} */ (stateOf(board, "event")?.rooms ?? []);
  const formerRoom = rooms.find(({ id }) => id === session.previous_room)?.name ?? session.previous_room ?? "";
  fillPart("session", [sessionCard(words, session, { now, heading: "h1", withDay: true, formerRoom })]);
  fillPart("reader-time", readerTimeView(words, session));
  const speakers = /** @type {Speakers | null} */ (stateOf(board, `speakers/${session.id}`));
  fillPart("speakers", speakersView(words, speakers, session, now));
  if ((speakers?.spoken ?? 0) !== readItems(part("listed=spoken")).spoken) readSpokenAgain();
  fillPart("interpretation", interpretationView(words, stateOf(board, `interpretation/${session.id}`)));
  fillPart("neighbours", [
    ...neighbourView(words, "publish.before", previous),
    ...neighbourView(words, "publish.after", following),
  ]);
}

if (globalThis.document?.getElementById("page-data")) followPage(paintSession);
