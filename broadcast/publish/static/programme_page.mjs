/** The page of the programme: the server renders it complete, then it follows the feed, the clock and the filters. */

import { el, settle } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { readerTimes } from "../../../conference/static/js/times.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { highlights } from "../../pages/static/highlights.mjs";
import { fillPart } from "../../pages/static/page_parts.mjs";
import { sessionCard } from "../../pages/static/session_view.mjs";
import { followPage } from "./follow_page.mjs";
import { chooseSessions, makeDays, readerMoment } from "./programme_view.mjs";

const MINUTE_MS = 60_000;
/** Next sessions above the tables, as many as a row of a desk has. */
const MOST_NEXT = 3;

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {import("../../feed/static/board.mjs").Board} Board
 * @typedef {import("./programme_view.mjs").Choice} Choice
 * @typedef {import("./programme_view.mjs").Programme["lists"]} Lists
 * @typedef {import("./programme_view.mjs").Day} Day
 * @typedef {import("./programme_view.mjs").Slot} Slot
 */

/** @param {HTMLFormElement} form @returns {Choice} */
function readChoice(form) {
  const data = new FormData(form);
  const value = (/** @type {string} */ name) => String(data.get(name) ?? "");
  const [day, kind, room, language] = ["day", "kind", "room", "language"].map(value);
  return { day, kind, room, language, search: value("q") };
}

/** Write the filters into the address, so that it can be passed on. @param {HTMLFormElement} form */
function rememberChoice(form) {
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)])).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/**
 * @param {Words} words @param {Board} board
 * @param {{choice: Choice, lists: Lists, now: number | null}} context
 */
function paintProgramme(words, board, { choice, lists, now }) {
  const event = stateOf(board, "event");
  const programme = {
    sessions: /** @type {any[]} */ (statesOf(board, "session/")),
    rooms: event?.rooms ?? [],
    lists,
    interpretations: statesOf(board, "interpretation/"),
  };
  const chosen = chooseSessions(programme, choice);
  if (now !== null) {
    const { on, next } = highlights(chosen, now, words.times.day);
    for (const [name, sessions] of Object.entries({ on, next: next.slice(0, MOST_NEXT) })) {
      fillPart(
        name,
        sessions.map((session) => sessionCard(words, session, { now })),
      );
    }
  }
  const days = makeDays(chosen, { rooms: programme.rooms, day: choice.day, now, dayOf: words.times.day });
  const attributes = event ? words.fallback(event).attributes : {};
  settleDays(words, days, { now, attributes });
  /** @type {HTMLElement} */ (document.querySelector("[data-empty]")).hidden = days.length > 0;
  const legend = /** @type {HTMLElement} */ (document.querySelector("[data-reader-zone]"));
  legend.hidden = document.querySelector("[data-days] .reader-clock") === null;
}

/**
 * Show the tables. One with the same rooms stays in its place and keeps its rows that are the same: it would lose where
 * the reader has scrolled it to.
 * @param {Words} words @param {Day[]} days @param {{now: number | null, attributes: Record<string, string>}} context
 */
function settleDays(words, days, { now, attributes }) {
  const list = /** @type {HTMLElement} */ (document.querySelector("[data-days]"));
  const present = /** @type {HTMLElement[]} */ ([...list.children]);
  const tables = days.map((day) => {
    const name = [day.day, ...day.rooms.map(({ id }) => id)].join(" ");
    const table = present.find(({ dataset }) => dataset.table === name) ?? dayTable(words, day, { name, attributes });
    settle(/** @type {HTMLElement} */ (table.querySelector("tbody")), tableRows(words, day, now));
    return table;
  });
  const isSame = tables.length === present.length && tables.every((table, index) => table === present[index]);
  if (!isSame) list.replaceChildren(...tables);
}

/** @param {Words} words @param {Day} day @param {{name: string, attributes: Record<string, string>}} context */
function dayTable(words, { day, rooms }, { name, attributes }) {
  const title = `day-${day}`;
  const address = (/** @type {string} */ id) => `${SITE}${words.language.code}/rooms/${id}`;
  const heads = rooms.map((room) =>
    el("th", { scope: "col" }, el("bdi", attributes, el("a", { href: address(room.id) }, room.name))),
  );
  const head = el("tr", {}, el("th", { scope: "col" }, words.text("publish.programme.time")), ...heads);
  const table = el("table", { class: "programme-table" }, el("thead", {}, head), el("tbody"));
  return el(
    "div",
    { class: "programme-day", "data-table": name },
    el("h2", { id: title }, words.day(day)),
    el("div", { class: "programme-scroll", role: "region", tabindex: 0, "aria-labelledby": title }, table),
  );
}

/** @param {Words} words @param {Day} day @param {number | null} now */
function tableRows(words, { rooms, slots, nowLine }, now) {
  const reader = readerTimes();
  const rows = slots.map((slot) => slotRow(words, slot, { now, reader }));
  if (now !== null && nowLine !== null) rows.splice(nowLine, 0, nowRow(words, now, rooms.length + 1));
  return rows;
}

/**
 * @param {Words} words @param {Slot} slot
 * @param {{now: number | null, reader: import("./programme_view.mjs").Times}} context
 */
function slotRow(words, { at, cells }, { now, reader }) {
  const views = cells.map((sessions) =>
    el("td", {}, ...sessions.map((session) => sessionCard(words, session, { now }))),
  );
  const clock = readerClock(words, readerMoment(at, { venue: words.times, reader }));
  return el("tr", { class: "slot" }, el("th", { scope: "row" }, words.time(at), ...clock), ...views);
}

/** A moment by the reader's clock in brackets. @param {Words} words @param {ReturnType<typeof readerMoment>} moment */
function readerClock(words, moment) {
  if (!moment) return [];
  const { day, time } = moment;
  const text = day === null ? time : words.text("board.moment", { day: words.day(day, "short"), time });
  return [" ", el("span", { class: "reader-clock" }, "(", el("bdi", { dir: words.language.direction }, text), ")")];
}

/** @param {Words} words @param {number} now @param {number} width */
function nowRow(words, now, width) {
  const line = words.text("live.now_line", { time: words.time(Math.floor(now / MINUTE_MS) * MINUTE_MS) });
  return el(
    "tr",
    { class: "slot-now" },
    el("td", { colspan: width }, el("p", { class: "now-line" }, el("span", {}, line))),
  );
}

/** The speakers that the board shows, by session. @param {Board} board @returns {Lists} */
function shownSpeakers(board) {
  return statesOf(board, "speakers/").map(({ session, current, upcoming }) => {
    return { session, speakers: [current, ...upcoming].filter(Boolean) };
  });
}

/** Read the whole lists of speakers, none if the server is not reached. @param {string} code @returns {Promise<Lists>} */
async function readLists(code) {
  try {
    const response = await fetch(`${SITE}feeds/${code}/lists-of-speakers.json`);
    return response.ok ? (await response.json()).lists : [];
  } catch {
    return [];
  }
}

/**
 * Follow the filters too, as soon as there is a board. The whole lists of speakers are read when words are searched first;
 * until then the page stays as it is.
 * @param {HTMLFormElement} form
 */
function followProgramme(form) {
  /** @type {Lists | null} */
  let lists = null;
  let isReading = false;
  const readOnce = async (/** @type {string} */ code) => {
    if (isReading) return;
    isReading = true;
    lists = await readLists(code);
    paintAgain();
  };
  const paintAgain = followPage((words, board, now) => {
    const choice = readChoice(form);
    form.classList.add("scripted");
    if (choice.search && !lists) readOnce(words.language.code);
    else paintProgramme(words, board, { choice, lists: lists?.length ? lists : shownSpeakers(board), now });
  });
  form.addEventListener("input", paintAgain);
  form.addEventListener("change", () => form.classList.contains("scripted") && rememberChoice(form));
  form.addEventListener("submit", (submission) => {
    if (form.classList.contains("scripted")) submission.preventDefault();
  });
}

const filters = /** @type {HTMLFormElement | null | undefined} */ (
  globalThis.document?.querySelector("form.programme-filters")
);
if (filters) followProgramme(filters);
