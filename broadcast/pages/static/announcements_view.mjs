/** Announcements on a page. They disappear when they expire, also without a connection. */

import { el, icon } from "../../../conference/static/js/dom.mjs";
import { textMark } from "./proof/painted_text.mjs";

/**
 * @typedef {{
 *   id: string, text: string, level: string, rooms: string[] | null, posted_at: string, expires_at: string | null,
 *   language: string, fallback: boolean, destinations?: string[] | null,
 * }} Announcement
 *
 * @typedef {{ destination: string, room: string | null }} Place
 */

/**
 * The announcements to show now: urgent first, then newest first; at a place only its own and those for everywhere.
 * @param {Announcement[]} announcements
 * @param {number | null} now server time in ms, null when it is not known: then nothing expires
 * @param {Place | null} place null for those of all places
 */
export function currentAnnouncements(announcements, now, place = null) {
  return announcements
    .filter(({ expires_at }) => now === null || expires_at === null || Date.parse(expires_at) > now)
    .filter((one) => place === null || isShownAt(one, place))
    .sort((one, other) => rank(other) - rank(one) || Date.parse(other.posted_at) - Date.parse(one.posted_at));
}

/**
 * @param {Announcement} announcement
 * @param {Place} place
 */
function isShownAt({ rooms, destinations = null }, { destination, room }) {
  if (rooms === null && destinations === null) return true;
  return Boolean(destinations?.includes(destination) || (room !== null && rooms?.includes(room)));
}

/** @param {Announcement} announcement */
function rank({ level }) {
  return level === "urgent" ? 1 : 0;
}

/**
 * @param {import("./words.mjs").Words} words
 * @param {Announcement} announcement
 */
export function announcementView(words, announcement) {
  const { attributes, mark } = words.fallback(announcement);
  const urgent = announcement.level === "urgent";
  return el(
    "li",
    { class: `announcement announcement-${announcement.level}`, "data-announcement": announcement.id },
    icon(words.sprite, urgent ? "triangle" : "info"),
    el(
      "p",
      {},
      urgent ? el("strong", { class: "announcement-level" }, words.text("board.urgent")) : null,
      urgent ? " " : null, // without it Arabic letters join across the two
      el(
        "span",
        { class: "announcement-text", ...attributes, ...textMark(words, `announcement/${announcement.id}`, "text") },
        announcement.text,
      ),
      mark,
    ),
    el("span", { class: "announcement-time" }, words.time(announcement.posted_at)),
  );
}
