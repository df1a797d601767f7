/** The announcements of a place, one at a time and large; the event's mark when there is none. */

import { el, icon, settle } from "../../../../conference/static/js/dom.mjs";
import { stateOf, statesOf } from "../../../feed/static/board.mjs";
import { currentAnnouncements } from "../announcements_view.mjs";
import { textMark } from "../proof/painted_text.mjs";
import { eventMark } from "../screen_place.mjs";
import { fitScale, fitWholeWords } from "./fit_scale.mjs";
import { offerLayout } from "./layout_registry.mjs";

const TURN_MS = 12_000;
/** Shares of the full size; the first at which everything fits is taken. */
const SCALES = [1.5, 1.35, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.65, 0.61, 0.5, 0.4, 0.3];

/**
 * @typedef {import("../announcements_view.mjs").Announcement} Announcement
 * @typedef {import("../words.mjs").Words} Words
 */

/**
 * The announcements that take turns: while there are urgent ones, these alone.
 * @param {Announcement[]} current urgent first
 */
export function turningAnnouncements(current) {
  const urgent = current.filter(({ level }) => level === "urgent");
  return urgent.length ? urgent : current;
}

class AnnouncementLayout {
  showsNotes = true;
  showsUrgent = true;

  /** @param {import("../screen.mjs").Screen} screen @param {import("../screen_place.mjs").Place} place */
  constructor(screen, place) {
    this.place = place;
    this.spot = { destination: place.tile.options.place, room: null };
    this.root = el("section", { class: "announcement-large" });
    place.root.classList.add("content-announcement");
    place.root.append(this.root);
    this.turn = 0;
    setInterval(() => {
      this.turn += 1;
      screen.repaint([]);
    }, TURN_MS);
    setInterval(() => this.endExpired(screen.now()), 1000);
    /** @type {Announcement | null} */
    this.shown = null;
    this.repaint = () => screen.repaint([]);
  }

  /** Take an announcement away when it expires, also without a connection. @param {number | null} now */
  endExpired(now) {
    const end = this.shown?.expires_at;
    if (end && now !== null && Date.parse(end) <= now) this.repaint();
  }

  /** @param {import("../screen.mjs").View} view @param {import("../screen.mjs").View | null} _second @param {number | null} now */
  paint({ words, board }, _second, now) {
    const found = turningAnnouncements(currentAnnouncements(statesOf(board, "announcement/"), now, this.spot));
    const here = this.turn % Math.max(1, found.length);
    this.shown = found[here] ?? null;
    this.place.root.classList.toggle("is-urgent", this.shown?.level === "urgent");
    this.place.showPages(found.length, here);
    const event = stateOf(board, "event");
    settle(this.root, this.shown ? largeView(words, this.shown) : [eventMark(), el("p", {}, event?.name ?? "")]);
    fitWholeWords(this.root, () => fitScale(this.root, SCALES));
  }
}

/** @param {Words} words @param {Announcement} announcement */
function largeView(words, announcement) {
  const { attributes, mark } = words.fallback(announcement);
  const isUrgent = announcement.level === "urgent";
  return [
    el(
      "p",
      { class: "announcement-head" },
      icon(words.sprite, isUrgent ? "triangle" : "info"),
      isUrgent ? el("strong", {}, words.text("board.urgent")) : null,
      words.time(announcement.posted_at),
    ),
    el(
      "p",
      { class: "announcement-body", "data-announcement": announcement.id },
      el("span", { ...attributes, ...textMark(words, `announcement/${announcement.id}`, "text") }, announcement.text),
      mark,
    ),
  ];
}

offerLayout("announcement", AnnouncementLayout);
