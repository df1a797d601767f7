// @ts-check
/**
 * The operators' console with scripts. Pushed frames are shown at once (`board_view.mjs`), forms are sent without leaving
 * the page (`act_forms.mjs`), and what only the server knows is pushed after a change (`parts.mjs`). Neither the page nor
 * its parts are fetched again.
 */

import { el, icon, pageData, settle } from "../../../conference/static/js/dom.mjs";
import { onRedirect } from "../../../conference/static/js/fragments.mjs";
import { PAGE_BUILD } from "../../../conference/static/js/site.mjs";
import { stateOf, statesOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { runTimers } from "../../pages/static/timer_view.mjs";
import { Words } from "../../pages/static/words.mjs";
import { ActForms } from "./act_forms.mjs";
import { BoardView } from "./board_view.mjs";
import { applyFilters, watchFilters } from "./filters.mjs";
import { KeySwitch } from "./key_switch.mjs";
import { Keyboard } from "./keyboard.mjs";
import { OutgoingPreview } from "./outgoing.mjs";
import { Palette } from "./palette.mjs";
import { Parts } from "./parts.mjs";
import { paintRooms } from "./rooms_view.mjs";
import { focusComposer, gatePublishing, proposeTime } from "./session_form.mjs";

const SECOND_MS = 1000;

/**
 * @typedef {import("../../feed/static/feed.mjs").Feed} Feed
 * @typedef {import("../../feed/static/feed.mjs").FeedState} FeedState
 */

class Console {
  constructor() {
    const data = pageData("console");
    this.words = new Words(data);
    this.view = new BoardView(this.words);
    this.parts = new Parts({ onShown: () => this.show(), onUnanswered: () => this.forms.showUnreachable() });
    this.outgoing = new OutgoingPreview(this.words, () => this.parts.shownSession);
    this.forms = new ActForms(
      this.words,
      () => this.parts.revision,
      (form, submitter) => this.outgoing.ask(form, submitter),
    );
    const keys = new KeySwitch(/** @type {HTMLElement} */ (document.querySelector(".keys-switch")));
    this.keyboard = new Keyboard(this.parts, {
      isSending: () => this.forms.isSending || this.parts.isSending || this.parts.isChoosing,
      isBehind: () => this.isAhead() || this.forms.isAwaiting,
      isArmed: () => keys.isOn,
      onUnarmed: () => this.forms.showHint(this.words.text("console.keys.nothing")),
      onImpossible: (what) => this.forms.showImpossible(what),
      onDropped: (what) => this.forms.showDropped(what),
    });
    this.palette = new Palette(this.words, (what) => this.forms.showImpossible(what));
    /** Whether the feed has sent anything newer than what the page was made from. */
    this.hasFrames = false;
    this.minute = "";
    this.follow(data);
    watchFilters();
    gatePublishing();
    onRedirect(() => location.reload());
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("input", ({ target }) => target instanceof HTMLTextAreaElement && gatePublishing());
    document.addEventListener("submit", (event) => this.chooseTemplate(event));
    setInterval(() => this.showClock(), SECOND_MS);
    runTimers(() => this.feed?.now() ?? null);
    document.documentElement.classList.add("scripted");
  }

  /** @param {import("../../pages/static/words.mjs").PageData} data */
  follow(data) {
    const listeners = {
      onBoard: () => {
        this.hasFrames = true;
        this.show();
      },
      onState: (/** @type {FeedState} */ state) => this.showFeedState(state),
      onBuild: (/** @type {string} */ build) => this.offerReload(build),
    };
    openFeed({ language: data.language.code, pageAt: data.at }, listeners, (feed) => {
      /** @type {Feed} */
      this.feed = feed;
    });
  }

  /** Whether the feed knows of a change that the parts do not show. */
  isAhead() {
    const { epoch, offset } = this.parts.revision;
    const board = this.feed?.board;
    if (!board || board.epoch === null || !this.hasFrames) return false;
    return board.epoch !== epoch || board.offset > offset;
  }

  /** Show what the feed has sent over parts that are not newer. */
  show() {
    const board = this.feed?.board;
    const { epoch, offset } = this.parts.revision;
    if (board && this.hasFrames && board.epoch === epoch && board.offset >= offset) {
      this.minute = this.clockMinute();
      this.view.paint(board, this.feed?.now() ?? null, this.parts.session);
      this.showRooms(board);
    }
    applyFilters();
    gatePublishing();
    this.palette?.refresh();
    this.forms.showDone(this.parts.revision);
    this.outgoing?.keep();
    if (this.isAhead() && this.parts.shownSession === null) location.reload(); // a programme was loaded
  }

  /** @param {import("../../feed/static/board.mjs").Board} board */
  showRooms(board) {
    const now = this.feed?.now() ?? null;
    const event = stateOf(board, "event");
    if (event && now !== null) {
      const sessions = statesOf(board, "session/");
      paintRooms(this.words, { rooms: event.rooms, sessions, now, chosen: this.parts.session });
    }
  }

  clockMinute() {
    const now = this.feed?.now() ?? null;
    return now === null ? "" : this.words.times.time(now);
  }

  /** Show times that have passed (overdue sessions, expired announcements). */
  showClock() {
    if (this.clockMinute() !== this.minute) this.show();
  }

  /** Nothing is loaded again while an operator works: the page says that it could be. @param {string} build */
  offerReload(build) {
    const part = document.querySelector("[data-renewal]");
    if (part instanceof HTMLElement) part.hidden = build === PAGE_BUILD;
  }

  /** @param {FeedState} standing */
  showFeedState({ live, confirmedAt }) {
    const part = document.querySelector("[data-standing-part]");
    if (!(part instanceof HTMLElement)) return;
    const at = confirmedAt === null ? null : this.words.moment(confirmedAt, this.feed?.now() ?? null);
    part.hidden = live;
    const text = at ? this.words.text("board.stale", { time: at }) : this.words.text("board.unconfirmed");
    settle(part, live ? [] : [icon(this.words.sprite, "triangle"), el("span", {}, text)]);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a.run-item, a.room-tile");
    const chip = target?.closest("[data-plus]");
    if (target?.closest("[data-reload]")) location.reload();
    if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.parts.choose(new URL(link.href).searchParams);
    } else if (chip instanceof HTMLElement) {
      const now = this.feed?.now() ?? Date.now();
      proposeTime(Number(chip.dataset.plus), now, this.words.times);
    }
  }

  /** Begin an announcement with the prepared text that was chosen. @param {SubmitEvent} event */
  async chooseTemplate(event) {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-choose]")) return;
    event.preventDefault();
    await this.parts.choose(new URLSearchParams(/** @type {any} */ (new FormData(form, submitter))));
    focusComposer();
  }
}

if (globalThis.document?.getElementById("console")) new Console();
