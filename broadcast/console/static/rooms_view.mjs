// @ts-check
/**
 * Rooms at a glance: in each room the session that is on or comes next, and its time against the plan, from pushed frames
 * and the server's time. Computes what `broadcast/console/rooms/rooms_view.py` does; `tests/vectors/rooms.json` checks both.
 */

import { el, icon } from "../../../conference/static/js/dom.mjs";
import { morph } from "../../../conference/static/js/fragments.mjs";
import { expectedStart, isOn } from "../../pages/static/highlights.mjs";
import { byStart, HOME } from "./board_view.mjs";

/** Rooms with a key: the digits, then the digits with Shift. */
const MOST_ROOMS = 20;
const MINUTE_MS = 60_000;

/**
 * @typedef {import("../../pages/static/highlights.mjs").Session} Session
 * @typedef {{id: string, name: string}} Room
 * @typedef {{key: string, name: string, session: Session | null, following: Session | null, timing: string | null, duration: string}} RoomTile
 */

/** The key of the room with this number from 0. @param {number} number */
export function keyOf(number) {
  if (number >= MOST_ROOMS) return "";
  return (number >= MOST_ROOMS / 2 ? "⇧" : "") + ((number + 1) % 10);
}

/** How a session stands against its plan at `now` (ms), and by how many minutes. @param {Session} session @param {number} now */
function measure(session, now) {
  const due = isOn(session) ? Date.parse(session.ends_at) : expectedStart(session);
  const minutes = Math.floor(Math.abs(due - now) / MINUTE_MS);
  const timing = due >= now ? (isOn(session) ? "left" : "coming") : isOn(session) ? "over" : "late";
  return { timing, duration: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` };
}

/**
 * The tiles in the order of the rooms.
 * @param {Room[]} rooms @param {Session[]} sessions @param {number} now @returns {RoomTile[]}
 */
export function roomTiles(rooms, sessions, now) {
  const sorted = [...sessions].sort(byStart);
  return rooms.map((room, number) => {
    const own = sorted.filter((session) => session.room === room.id);
    const coming = own.filter(({ phase }) => phase === "scheduled" || phase === "delayed");
    const [session = null, following = null] = [...own.filter(isOn), ...coming];
    const measured = session ? measure(session, now) : { timing: null, duration: "0:00" };
    return { key: keyOf(number), name: room.name, session, following, ...measured };
  });
}

/**
 * A tile as `part_rooms.html` makes it.
 * @param {import("../../pages/static/words.mjs").Words} words @param {RoomTile} tile @param {string | null} chosen
 */
function tileItem(words, { key, name, session, following, timing, duration }, chosen) {
  const title = el("bdi", {}, name);
  if (!session || !timing) {
    const free = el("span", { class: "quiet" }, words.text("console.rooms.free"));
    return el("li", {}, el("div", { class: "room-tile room-free" }, el("span", { class: "room-head" }, title), free));
  }
  const isAlarm = timing === "over" || timing === "late";
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const phase = el(
    "span",
    { class: `phase phase-${session.phase}` },
    icon(words.sprite, session.phase),
    session.phase_label,
  );
  const link = el(
    "a",
    {
      class: `room-tile run-${session.phase}${isAlarm ? " room-alarm" : ""}`,
      href: `${HOME}?session=${session.id}`,
      "data-room-key": key || null,
      "aria-current": session.id === chosen ? "true" : null,
    },
    el("span", { class: "room-head" }, key ? el("kbd", {}, key) : null, title),
    el("span", { class: "room-now", ...attributes }, session.title),
    el(
      "span",
      { class: "room-timing" },
      phase,
      " ",
      el("span", { class: "room-time" }, words.text(`console.rooms.${timing}`, { duration })),
    ),
    following
      ? el("span", { class: "room-next" }, words.time(following.starts_at), " ", el("bdi", {}, following.title))
      : el("span", { class: "room-next" }),
  );
  return el("li", {}, link);
}

/**
 * Show the rooms of a board.
 * @param {import("../../pages/static/words.mjs").Words} words
 * @param {{rooms: Room[], sessions: Session[], now: number, chosen: string | null}} shown
 */
export function paintRooms(words, { rooms, sessions, now, chosen }) {
  const list = document.querySelector("#console-rooms .room-tiles");
  if (!list) return;
  const items = roomTiles(rooms, sessions, now).map((tile) => tileItem(words, tile, chosen));
  morph(list, el("ol", { class: "room-tiles" }, ...items));
}
