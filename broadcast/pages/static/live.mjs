/** The live page: the server renders it complete, then it follows the feed and the clock. */

import { el, pageData } from "../../../conference/static/js/dom.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { alertBanners } from "./alerts/alert_view.mjs";
import { announcementView, currentAnnouncements } from "./announcements_view.mjs";
import { highlights, inProgramme, isOn, programmeMoments } from "./highlights.mjs";
import { lostLanguages } from "./interpretation_view.mjs";
import { fillPart, showFeedStanding } from "./page_parts.mjs";
import { reloadOnNewBuild, watchUse } from "./page_reload.mjs";
import { keepPage } from "./screen_device.mjs";
import { sessionCard } from "./session_view.mjs";
import { tallyView } from "./tally_view.mjs";
import { runTimers } from "./timer_view.mjs";
import { Words } from "./words.mjs";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const WEB = { destination: "web", room: null };

/**
 * @typedef {import("./highlights.mjs").Session} Session
 * @typedef {{day: string, kind: string, onlyNow: boolean}} Choice
 */

/**
 * Whether a session is in the programme of a day: planned, moved to or resumed on it.
 * @param {Session} session @param {string} day @param {(at: number) => string} dayOf
 */
export function belongsTo(session, day, dayOf) {
  return programmeMoments(session).some((at) => dayOf(at) === day);
}

class Live {
  constructor() {
    const data = pageData("live");
    this.words = new Words(data);
    this.form = /** @type {HTMLFormElement} */ (document.querySelector("form.filters"));
    this.minute = "";
    /** Whether the feed has sent anything newer than what the page was rendered from. */
    this.hasFrames = false;
    const listeners = {
      onBoard: () => {
        this.hasFrames = true;
        this.paint();
      },
      onState: () => this.paintFeedState(),
      onBuild: reloadOnNewBuild(watchUse()),
    };
    openFeed({ language: data.language.code, pageAt: data.at }, listeners, (feed) => {
      this.feed = feed;
    });
    this.form.classList.add("scripted");
    this.form.addEventListener("change", () => this.applyChoice());
    setInterval(() => this.updateEachSecond(), SECOND_MS);
    runTimers(() => this.now());
    keepPage();
  }

  get board() {
    return /** @type {import("../../feed/static/feed.mjs").Feed} */ (this.feed).board;
  }

  now() {
    return /** @type {import("../../feed/static/feed.mjs").Feed} */ (this.feed).now();
  }

  /** @returns {Choice} */
  readChoice() {
    const form = new FormData(this.form);
    return {
      day: String(form.get("day") ?? ""),
      kind: String(form.get("kind") ?? ""),
      onlyNow: form.get("now") === "1",
    };
  }

  applyChoice() {
    const { day, kind, onlyNow } = this.readChoice();
    const query = new URLSearchParams({ day, ...(kind ? { kind } : {}), ...(onlyNow ? { now: "1" } : {}) });
    if (!this.hasFrames) {
      this.form.requestSubmit();
      return;
    }
    history.replaceState(null, "", `?${query}`);
    this.paintProgramme();
  }

  paint() {
    if (!this.hasFrames || this.board.entries.size === 0) return;
    this.minute = this.minuteNow();
    this.paintAlerts();
    this.paintAnnouncements();
    this.paintHighlights();
    const tally = stateOf(this.board, "tally");
    fillPart("tally", tally ? tallyView(this.words, tally) : []);
    fillPart("lost", lostLanguages(statesOf(this.board, "interpretation/"), statesOf(this.board, "session/")));
    this.paintProgramme();
  }

  minuteNow() {
    const now = this.now();
    return now === null ? "" : this.words.times.time(now);
  }

  updateEachSecond() {
    if (this.minuteNow() !== this.minute) this.paint();
    else {
      this.paintAlerts();
      this.paintAnnouncements();
    }
  }

  paintAlerts() {
    if (this.hasFrames) fillPart("alerts", alertBanners(statesOf(this.board, "alert/"), this.now()));
  }

  paintAnnouncements() {
    if (!this.hasFrames || this.board.entries.size === 0) return;
    const current = currentAnnouncements(statesOf(this.board, "announcement/"), this.now(), WEB);
    fillPart(
      "announcements",
      current.map((one) => announcementView(this.words, one)),
    );
  }

  paintHighlights() {
    const { words } = this;
    const now = this.now();
    const known = now ?? this.feed?.state.confirmedAt ?? 0;
    const { on, next, off, later } = highlights(statesOf(this.board, "session/"), known, words.times.day);
    const cards = (/** @type {Session[]} */ list) => list.map((session) => sessionCard(words, session, { now }));
    const rest = next.length + off.length + later.length;
    const nothing = el("p", { class: "nothing" }, words.text(rest ? "board.nothing" : "board.over"));
    fillPart("on", on.length ? cards(on) : [nothing]);
    fillPart("next", cards(next));
    fillPart("off", cards(off));
    fillPart("later", cards(later));
    const day = later.length ? words.times.day(later[0].starts_at) : null;
    const title = document.getElementById("later-title");
    if (day) title?.replaceChildren(words.text("board.next_on", { day: words.day(day) }));
  }

  paintProgramme() {
    const { words } = this;
    const now = this.now();
    const { day, kind, onlyNow } = this.readChoice();
    const chosen = statesOf(this.board, "session/")
      .filter((session) => belongsTo(session, day, words.times.day))
      .filter((session) => (!kind || session.kind === kind) && (!onlyNow || isOn(session)))
      .sort(inProgramme);
    const items = chosen.map((session) => el("li", { class: "programme-item" }, sessionCard(words, session, { now })));
    if (chosen.length === 0) items.push(this.emptyProgramme(day));
    else if (now !== null && !onlyNow && words.times.day(now) === day) {
      const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      const place = chosen.filter((session) => Date.parse(session.starts_at) < minute).length;
      items.splice(place, 0, this.nowLine(now));
    }
    fillPart("programme", items);
  }

  /** @param {number} now */
  nowLine(now) {
    const line = this.words.text("live.now_line", { time: this.words.time(Math.floor(now / MINUTE_MS) * MINUTE_MS) });
    return el("li", { class: "now-line" }, el("span", {}, line));
  }

  /** @param {string} day */
  emptyProgramme(day) {
    const reset = el("a", { href: `${location.pathname}?day=${day}#programme` }, this.words.text("live.filter.reset"));
    return el(
      "li",
      { class: "programme-empty" },
      el("p", {}, this.words.text("live.filter.empty")),
      el("p", {}, reset),
    );
  }

  paintFeedState() {
    const { state } = /** @type {import("../../feed/static/feed.mjs").Feed} */ (this.feed);
    showFeedStanding(this.words, state, this.now());
  }
}

if (globalThis.document?.getElementById("live")) new Live();
