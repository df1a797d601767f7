/** A page over the picture of a broadcaster: it follows the feed, and fades its plate in and out. */

import { pageData, part } from "../../../conference/static/js/dom.mjs";
import { statesOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { reloadOnNewBuild } from "../../pages/static/page_reload.mjs";
import { Words } from "../../pages/static/words.mjs";

const SECOND_MS = 1000;
/** As long as the transition in overlay.css. */
const FADE_MS = 400;

/**
 * @typedef {import("../../pages/static/highlights.mjs").Session} Session
 * @typedef {{words: Words, sessions: Session[], now: number}} Picture `sessions` are those of the room
 * @typedef {{key: string, nodes: Node[]}} Content `key`: other contents have other keys
 */

/** The plate of a page: empty and invisible, or with one content. */
export class Plate {
  /** @param {HTMLElement} element @param {(act: () => void, afterMs: number) => any} wait as `setTimeout` */
  constructor(element, wait) {
    this.element = element;
    this.wait = wait;
    this.key = "";
    /** @type {Content | null} */
    this.content = null;
    this.isFading = false;
  }

  /** Fade to a content, or to nothing. @param {Content | null} content */
  show(content) {
    const key = content?.key ?? "";
    if (key === this.key) return;
    const wasEmpty = this.key === "" && !this.isFading;
    this.key = key;
    this.content = content;
    if (wasEmpty) this.fill();
    else if (!this.isFading) {
      this.isFading = true;
      this.element.dataset.shown = "false";
      this.wait(() => this.fill(), FADE_MS);
    }
  }

  fill() {
    this.isFading = false;
    this.element.replaceChildren(...(this.content?.nodes ?? []));
    this.element.dataset.shown = String(this.content !== null);
  }
}

/**
 * Show on the plate what `describe` returns of each board and each second; nothing while the board is not confirmed,
 * so that no name of an earlier speaker stays in the picture.
 * @param {(picture: Picture) => Content | null} describe
 * @param {(now: number) => void} [tick] called after each description
 */
export function followOverlay(describe, tick) {
  const data = pageData("overlay");
  const words = new Words(data);
  const plate = new Plate(part("part", document), (act, afterMs) => setTimeout(act, afterMs));
  /** @type {import("../../feed/static/feed.mjs").Feed | null} */
  let feed = null;
  let isStarting = true;
  const paint = () => {
    const now = feed?.now() ?? null;
    if (!feed || now === null) return;
    const sessions = statesOf(feed.board, "session/").filter(({ room }) => room === data.room);
    plate.show(feed.state.live ? describe({ words, sessions, now }) : null);
    tick?.(now);
    if (feed.state.live && isStarting) setTimeout(() => delete document.body.dataset.state, FADE_MS);
    isStarting &&= !feed.state.live;
  };
  const onBuild = reloadOnNewBuild(() => plate.key !== "");
  openFeed({ language: data.language.code }, { onBoard: paint, onState: paint, onBuild }, (made) => {
    feed = made;
  });
  setInterval(paint, SECOND_MS);
}
