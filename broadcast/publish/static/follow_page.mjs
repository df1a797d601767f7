/** A public page that follows the feed and the clock: its alerts, its timers, and the age of what it shows. */

import { pageData } from "../../../conference/static/js/dom.mjs";
import { statesOf } from "../../feed/static/board.mjs";
import { openFeed } from "../../feed/static/feed.mjs";
import { alertBanners } from "../../pages/static/alerts/alert_view.mjs";
import { fillPart, showFeedStanding } from "../../pages/static/page_parts.mjs";
import { reloadOnNewBuild, watchUse } from "../../pages/static/page_reload.mjs";
import { keepPage } from "../../pages/static/screen_device.mjs";
import { runTimers } from "../../pages/static/timer_view.mjs";
import { Words } from "../../pages/static/words.mjs";

const SECOND_MS = 1000;

/**
 * @typedef {import("../../feed/static/feed.mjs").Feed} Feed
 * @typedef {import("../../feed/static/board.mjs").Board} Board
 * @typedef {(words: Words, board: Board, now: number | null) => void} Paint
 */

/**
 * Follow the feed: `paint` is called with each new board and at the beginning of each minute.
 * @param {Paint} paint
 * @returns {() => void} calls `paint` at once if there is a board
 */
export function followPage(paint) {
  const data = pageData("page-data");
  const words = new Words(data);
  /** @type {Feed | null} */
  let feed = null;
  let hasFrames = false;
  let minute = "";
  const readNow = () => feed?.now() ?? null;
  const readMinute = () => {
    const now = readNow();
    return now === null ? "" : words.times.time(now);
  };
  const paintAll = () => {
    if (!feed || !hasFrames || feed.board.entries.size === 0) return;
    minute = readMinute();
    fillPart("alerts", alertBanners(statesOf(feed.board, "alert/"), readNow()));
    paint(words, feed.board, readNow());
  };
  const onBoard = () => {
    hasFrames = true;
    paintAll();
  };
  const onState = () => feed && showFeedStanding(words, feed.state, readNow());
  const listeners = { onBoard, onState, onBuild: reloadOnNewBuild(watchUse()) };
  openFeed({ language: data.language.code, pageAt: data.at }, listeners, (made) => {
    feed = made;
  });
  setInterval(() => readMinute() !== minute && paintAll(), SECOND_MS);
  runTimers(readNow);
  keepPage();
  return paintAll;
}
