/**
 * The frame of every screen on a wall: clock, announcements, last confirmation, the language that stays and the one
 * that takes its turn beside it, and the report of what was painted.
 *
 * The content between them is that of the page's layouts: `screen_parts.mjs`.
 */

import { el, icon, pageData, settle } from "../../../conference/static/js/dom.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { browserEnvironment, openFeed } from "../../feed/static/feed.mjs";
import { SharedEvents } from "../../feed/static/shared_events.mjs";
import { AlertCover } from "./alerts/alert_view.mjs";
import { announcementView, currentAnnouncements } from "./announcements_view.mjs";
import { COMMANDS, ScreenAgent } from "./identity/screen_agent.mjs";
import { reloadOnNewBuild } from "./page_reload.mjs";
import { PaintReports } from "./proof/paint_reports.mjs";
import { registerCommands } from "./proof/screen_commands.mjs";
import { rotation, wholeRotation } from "./rotation.mjs";
import { shiftAt } from "./screen_care.mjs";
import { keepPage } from "./screen_device.mjs";
import { isIdentified } from "./screen_identity.mjs";
import { claimScreenName } from "./screen_name.mjs";
import { runTimers } from "./timer_view.mjs";
import { Words } from "./words.mjs";

const SECOND_MS = 1000;
const NOTE_FOR_MS = 12_000;

/**
 * @typedef {{words: Words, feed: import("../../feed/static/feed.mjs").Feed, board: import("../../feed/static/board.mjs").Board,
 *   state: import("../../feed/static/feed.mjs").FeedState}} View one language of the screen
 * @typedef {{faces: import("./words.mjs").PageData[], fixed: string, every_s: number, kind: string, room: string | null,
 *   destination: string, options: Record<string, string>, tiles?: {room: string | null}[]}} ScreenData
 * @typedef {{
 *   paint: (view: View, second: View | null, now: number | null, changed: string[]) => void,
 *   currentPage?: () => {page: number, pages: number},
 *   isBilingual?: boolean, showsNotes?: boolean, showsUrgent?: boolean,
 * }} ScreenContent what a page shows in the frame; `second`: the language that takes its turn, if there is one. Only
 *   bilingual content has a second language: other content takes turns through all. `currentPage`: which of its pages is
 *   shown, from 1. `showsNotes`, `showsUrgent`: it shows these announcements itself
 */

/** @param {string} selector */
function part(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return found;
}

export class Screen {
  /** @param {(screen: Screen) => ScreenContent} content */
  constructor(content) {
    /** @type {ScreenData} */
    this.data = pageData("screen");
    this.name = "";
    this.environment = browserEnvironment();
    if (this.data.faces.length > 1) this.environment.sharedEvents = new SharedEvents(this.environment);
    /** @type {View[]} */
    this.views = [];
    /** Which of the languages that take turns is shown. */
    this.turn = 0;
    this.turnedAt = performance.now();
    this.minute = "";
    /** Until when a command shows the name, by the device's monotonic clock. */
    this.namedUntil = 0;
    this.painting = false;
    this.reports = new PaintReports(this.data.kind);
    /** @type {Set<string>} */
    this.pending = new Set();
    this.alerts = new AlertCover(document.body);
    this.content = content(this);
    const codes = this.data.faces.map(({ language }) => language.code);
    this.rotation = (this.content.isBilingual ? rotation : wholeRotation)(codes, this.data.fixed, this.data.every_s);
    this.onBuild = reloadOnNewBuild();
    this.agent = new ScreenAgent(() => this.reports.report());
    registerCommands(COMMANDS, (forMs) => this.showName(forMs));
  }

  /** Open the feeds and keep painting. */
  async start() {
    this.name = await claimScreenName(this.data.kind);
    this.agent.recallRoom(this.name).then(() => this.repaint([]));
    for (const [index, face] of this.data.faces.entries()) this.follow(face, index);
    setInterval(() => this.updateEachSecond(), SECOND_MS);
    runTimers(() => this.now());
    document.fonts?.ready.then(() => this.repaint([]));
    document.fonts?.addEventListener("loadingdone", () => this.repaint([]));
    this.repaint([]);
    document.querySelector("[data-unstarted]")?.remove();
    keepPage(this.data.fixed, (isStored) => this.reports.noteStored(isStored));
  }

  /** @param {import("./words.mjs").PageData} face @param {number} index */
  follow(face, index) {
    const listeners = {
      onBoard: (/** @type {any} */ board, /** @type {string[]} */ changed) => {
        Object.assign(view, { board });
        if (this.isShown(index)) this.repaint(changed);
      },
      onState: (/** @type {any} */ state) => {
        Object.assign(view, { state });
        if (this.view === view) this.paintFeedState();
      },
      onBuild: this.onBuild,
      onTick: () => this.reports.report(),
      onPrivate: (/** @type {any} */ message, /** @type {(answer: object) => void} */ answer) => {
        this.agent.take(message, screen, answer);
      },
    };
    const view = /** @type {View} */ ({ words: new Words(face) });
    view.words.marksTexts = true;
    this.views.push(view);
    // The feed calls its listeners with the cached board while it is opened: the view needs its words by then.
    const code = face.language.code;
    const screen = this.data.faces.length > 1 ? `${this.name}.${code}` : this.name;
    const showCached = (/** @type {import("../../feed/static/feed.mjs").Feed} */ made) => {
      Object.assign(view, { feed: made, board: made.board, state: made.state });
    };
    view.feed = openFeed({ language: code, screen }, listeners, showCached, this.environment);
  }

  /** Show the name of this screen for a while. @param {number} forMs */
  showName(forMs) {
    this.namedUntil = performance.now() + forMs;
    this.paintIdentity(this.now());
  }

  /** The language that stays, or the only one that is shown now. */
  get view() {
    const { stays, turning } = this.rotation;
    return this.views[stays ?? turning[this.turn]];
  }

  /** The language beside it, if there is one. @returns {View | null} */
  get second() {
    const { stays, turning } = this.rotation;
    return stays === null ? null : (this.views[turning[this.turn]] ?? null);
  }

  /** @param {number} index */
  isShown(index) {
    return index === this.rotation.stays || index === this.rotation.turning[this.turn];
  }

  /** Every language that takes turns beside the one that stays. */
  get turningViews() {
    const { stays, turning } = this.rotation;
    return stays === null ? [] : turning.map((index) => this.views[index]);
  }

  /** How long it takes until each of them was shown once; 0 when none changes. */
  get roundMs() {
    const { turning, turnS } = this.rotation;
    return turning.length > 1 ? turning.length * turnS * 1000 : 0;
  }

  now() {
    return this.view?.feed?.now() ?? null;
  }

  /** Paint once for all that changed since the last frame. @param {string[]} changed */
  repaint(changed) {
    for (const key of changed) this.pending.add(key);
    if (this.painting || !this.view?.feed) return;
    this.painting = true;
    queueMicrotask(() => {
      this.painting = false;
      const keys = [...this.pending];
      this.pending.clear();
      this.paint(keys);
    });
  }

  /** @param {string[]} changed */
  paint(changed) {
    const { view } = this;
    const now = this.now();
    const { language } = view.words;
    document.documentElement.lang = language.tag;
    document.documentElement.dir = language.direction;
    this.paintAlerts(now);
    this.paintHead(now);
    this.paintAnnouncements(now);
    this.paintIdentity(now);
    this.content.paint(view, this.second, now, changed);
    this.paintFeedState();
    const { epoch, offset } = view.board;
    document.body.dataset.revision = epoch === null ? "" : `${epoch}.${offset}`;
    this.reports.note([view, ...(this.second ? [this.second] : [])], this.content.currentPage?.());
  }

  /** @param {number | null} now */
  paintHead(now) {
    const { words, board } = this.view;
    const event = board.entries.get("event")?.state;
    if (event) part(".screen-event").textContent = event.short_name;
    settle(part(".screen-language"), [languageName(words), ...(this.second ? [languageName(this.second.words)] : [])]);
    part(".screen-date").textContent = now === null ? "" : words.day(words.times.day(now));
    part(".screen-clock").replaceChildren(now === null ? "" : words.time(now));
    this.minute = now === null ? "" : words.times.time(now);
    const shift = shiftAt(now);
    part(".screen-frame").style.setProperty("--shift-x", String(shift.x));
    part(".screen-frame").style.setProperty("--shift-y", String(shift.y));
  }

  /** The languages that are shown now. */
  get faces() {
    return [this.view, ...(this.second ? [this.second] : [])].map(({ words }) => words);
  }

  /** The rooms whose alerts this screen shows: those that it shows, and the one where it hangs. */
  get rooms() {
    const shown = [this.data.room, ...(this.data.tiles ?? []).map(({ room }) => room), this.agent.room];
    return shown.flatMap((room) => room || []);
  }

  /** @param {number | null} now */
  paintAlerts(now) {
    this.alerts.paint(statesOf(this.view.board, "alert/"), now, { rooms: this.rooms, names: [this.name] }, this.faces);
  }

  /** Show urgent announcements in the band, and one of the others at a time above the foot. @param {number | null} now */
  paintAnnouncements(now) {
    const shown = [this.view, ...(this.second ? [this.second] : [])];
    const views = (/** @type {boolean} */ isUrgent) =>
      shown.flatMap(({ words, board }) => {
        const all = currentAnnouncements(statesOf(board, "announcement/"), now, this.data);
        const chosen = all.filter(({ level }) => (level === "urgent") === isUrgent);
        const turn = Math.floor(performance.now() / NOTE_FOR_MS) % Math.max(1, chosen.length);
        return (isUrgent ? chosen : chosen.slice(turn, turn + 1)).map((one) => inLanguage(words, one));
      });
    const { showsUrgent, showsNotes } = this.content;
    this.settleList(".screen-band", showsUrgent ? [] : views(true));
    this.settleList(".screen-notes", showsNotes ? [] : views(false));
  }

  /** Show the name of this screen while the console asks for it. @param {number | null} now */
  paintIdentity(now) {
    const names = [this.name, ...this.data.faces.map(({ language }) => `${this.name}.${language.code}`)];
    const name = part(".screen-identity");
    const isAsked = isIdentified(stateOf(this.view.board, "identification"), names, now);
    name.hidden = !isAsked && performance.now() >= this.namedUntil;
    name.textContent = this.name;
  }

  /** @param {string} selector @param {Node[]} items */
  settleList(selector, items) {
    const list = part(selector);
    list.hidden = items.length === 0;
    settle(list, items);
  }

  paintFeedState() {
    const { words, state, board } = this.view;
    const { live, confirmedAt } = state;
    document.body.dataset.standing = live ? "live" : "stale";
    document.body.dataset.empty = String(board.epoch === null && board.entries.size === 0);
    const at = confirmedAt === null ? null : words.moment(confirmedAt, this.now());
    const key = live ? "board.confirmed" : "board.stale";
    const text = at === null ? words.text("board.unconfirmed") : words.text(key, { time: at });
    settle(part(".screen-standing"), [...(live ? [] : [icon(words.sprite, "triangle")]), el("span", {}, text)]);
  }

  updateEachSecond() {
    this.view.state = this.view.feed.state;
    const now = this.now();
    this.paintAlerts(now);
    this.turnLanguage();
    if (now !== null && this.view.words.times.time(now) !== this.minute) this.repaint([]);
    else {
      this.paintAnnouncements(now);
      this.paintIdentity(now);
    }
    this.paintFeedState();
  }

  turnLanguage() {
    const { turning, turnS } = this.rotation;
    if (turning.length < 2 || performance.now() - this.turnedAt < turnS * SECOND_MS) return;
    this.turn = (this.turn + 1) % turning.length;
    this.turnedAt = performance.now();
    this.repaint([]);
  }
}

/** @param {Words} words */
function languageName({ language }) {
  return el("span", { lang: language.tag, dir: language.direction }, language.own_name);
}

/** @param {Words} words @param {import("./announcements_view.mjs").Announcement} announcement */
function inLanguage(words, announcement) {
  const view = announcementView(words, announcement);
  view.lang = words.language.tag;
  view.dir = words.language.direction;
  return view;
}
