/** Announcements on a page. They disappear when they expire, also without a connection. */

import { el, icon } from "../../../conference/static/js/dom.mjs";

/**
 * @typedef {{
 *   id: string, text: string, level: string, rooms: string[] | null, posted_at: string, expires_at: string | null,
 *   language: string, fallback: boolean,
 * }} Announcement
 */

/**
 * The announcements to show now: urgent first, then newest first; in a room only its own and those for everywhere.
 * @param {Announcement[]} announcements
 * @param {number | null} now server time in ms, null when it is not known: then nothing expires
 * @param {string | null} room
 */
export function currentAnnouncements(announcements, now, room = null) {
  return announcements
    .filter(({ expires_at }) => now === null || expires_at === null || Date.parse(expires_at) > now)
    .filter(({ rooms }) => rooms === null || room === null || rooms.includes(room))
    .sort((one, other) => rank(other) - rank(one) || Date.parse(other.posted_at) - Date.parse(one.posted_at));
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
      el("span", { class: "announcement-text", ...attributes }, announcement.text),
      mark,
    ),
    el("span", { class: "announcement-time" }, words.time(announcement.posted_at)),
  );
}
