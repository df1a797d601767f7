/** The table of a day by room, as the server renders it (`programme/programme.html`), from the states of the feed. */

import { el, icon, settle } from "../../../conference/static/js/dom.mjs";
import { SITE } from "../../../conference/static/js/site.mjs";
import { expectedEnd, expectedStart } from "../../pages/static/highlights.mjs";

const HOME = `${SITE}staff/programme`;

/**
 * @typedef {import("../../pages/static/words.mjs").Words} Words
 * @typedef {{
 *   id: string, title: string, room: string, startsAt: number, endsAt: number, phase: string, phase_label: string,
 *   changes: {text: string}[], isPrivate: boolean,
 * }} Row
 */

/**
 * The sessions of a day by time: from planned start to planned end, and to a new start or a resumption.
 * @param {any[]} sessions @param {any[]} privateOnes @param {(at: number) => string} dayOf @param {string} day
 * @returns {Row[]}
 */
export function rowsOfDay(sessions, privateOnes, dayOf, day) {
  const shown = sessions.filter((session) => isOnDay(session, dayOf, day)).map((session) => rowOf(session, false));
  const hidden = privateOnes.map((one) => rowOf({ phase: "scheduled", ...one }, true));
  return [...shown, ...hidden].sort((one, other) => one.startsAt - other.startsAt || (one.id < other.id ? -1 : 1));
}

/** @param {any} session @param {(at: number) => string} dayOf @param {string} day */
function isOnDay(session, dayOf, day) {
  const start = Date.parse(session.starts_at);
  const moments = [start, Math.max(Date.parse(session.ends_at) - 1, start), expectedStart(session)];
  if (session.phase === "suspended" && session.until) moments.push(Date.parse(session.until));
  const days = moments.map(dayOf).sort();
  return /** @type {string} */ (days[0]) <= day && day <= /** @type {string} */ (days.at(-1));
}

/** @param {any} session @param {boolean} isPrivate @returns {Row} */
function rowOf(session, isPrivate) {
  const { id, title, room, phase, phase_label = "", changes } = session;
  const [startsAt, endsAt] = [expectedStart(session), expectedEnd(session)];
  return { id, title, room, startsAt, endsAt, phase, phase_label, changes: changes ?? [], isPrivate };
}

/**
 * Show the rows of a day. What is unchanged stays in its place; a link that has the focus keeps it.
 * @param {Element} table @param {Words} words @param {Row[]} rows
 * @param {{rooms: {id: string, name: string}[], day: string, chosen: string}} page
 */
export function showTable(table, words, rows, { rooms, day, chosen }) {
  const focused = table.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  const parts = rooms.flatMap(({ id, name }) => {
    const own = rows.filter(({ room }) => room === id).map((row) => rowView(words, row, day, chosen));
    return own.length ? [el("h2", {}, el("bdi", {}, name)), el("ul", { class: "programme-rows" }, ...own)] : [];
  });
  settle(table, parts.length ? parts : [el("p", { class: "quiet" }, words.plain("programme.none"))]);
  const link = focused ? table.querySelector(`a[href="${CSS.escape(focused)}"]`) : null;
  if (link instanceof HTMLElement && link !== document.activeElement) link.focus({ preventScroll: true });
}

/** @param {Words} words @param {Row} row @param {string} day @param {string} chosen */
function rowView(words, row, day, chosen) {
  const start = new Date(row.startsAt).toISOString();
  const hours = words.hours(start, new Date(row.endsAt).toISOString());
  return el(
    "li",
    { class: row.id === chosen ? "is-chosen" : null },
    el("span", { class: "programme-hours" }, hours),
    el("span", { class: "programme-what" }, ...(row.isPrivate ? privateView(words, row) : publicView(words, row, day))),
  );
}

/** @param {Words} words @param {Row} row */
function privateView(words, { id, title }) {
  const link = el("a", { href: `${HOME}/private?session=${id}#act` }, title);
  return [link, " ", el("span", { class: "chip" }, words.plain("programme.private"))];
}

/** @param {Words} words @param {Row} row @param {string} day */
function publicView(words, { id, title, phase, phase_label, changes }, day) {
  const mark = el("span", { class: `phase phase-${phase}` }, icon(words.sprite, phase), phase_label);
  return [
    el("a", { href: `${HOME}?day=${day}&session=${id}#act` }, title),
    ...(phase === "scheduled" ? [] : [" ", mark]),
    ...changes.map(({ text }) => el("small", { class: "programme-change" }, text)),
  ];
}
