/**
 * The timer of a statement. It counts in the browser from the server's time, without any traffic: the element carries
 * the values of the wire, and `tickTimers` writes what they mean at a moment.
 *
 * @typedef {{
 *   limit_s: number | null, since: string | null, ends_at: string | null, used_s: number | null,
 *   amber_s: number, red_s: number,
 * }} Timer as in docs/wire.md
 * @typedef {"up" | "left" | "amber" | "red" | "over"} TimerStage `up`: without a limit
 * @typedef {{stage: TimerStage, seconds: number, isPaused: boolean}} TimerReading `seconds`: left, over, or used
 */

import { el } from "../../../conference/static/js/dom.mjs";

const SECOND_MS = 1000;
const TICK_MS = 100;
/** Words beside the figure, so that colour alone says nothing. @type {Record<string, string>} */
const WORDS = {
  amber: "board.timer.amber",
  red: "board.timer.red",
  over: "board.timer.over",
  paused: "board.timer.paused",
};

/**
 * What a timer shows at a server time (ms). Seconds that remain are counted up to the whole second, so that 0:00 is shown
 * when the time is over and not before.
 * @param {Timer} timer @param {number} now
 * @returns {TimerReading}
 */
export function readTimer(timer, now) {
  const isPaused = timer.since === null;
  const usedMs = timer.since === null ? (timer.used_s ?? 0) * SECOND_MS : Math.max(0, now - Date.parse(timer.since));
  if (timer.limit_s === null) return { stage: "up", seconds: Math.floor(usedMs / SECOND_MS), isPaused };
  const leftMs = timer.limit_s * SECOND_MS - usedMs;
  if (leftMs <= 0) return { stage: "over", seconds: Math.floor(-leftMs / SECOND_MS), isPaused };
  const seconds = Math.ceil(leftMs / SECOND_MS);
  const stage = seconds <= timer.red_s ? "red" : seconds <= timer.amber_s ? "amber" : "left";
  return { stage, seconds, isPaused };
}

/** Minutes and seconds, with hours when there are some; time over the limit has a plus. @param {TimerReading} reading */
export function timerText({ stage, seconds }) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const clock = hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
  return stage === "over" ? `+${clock}` : clock;
}

/**
 * The element of a timer, as `timer` in `templates/parts.html` makes it; what it shows is written by `tickTimers`.
 * @param {import("./words.mjs").Words} words @param {Timer} timer @param {number | null} now
 */
export function timerView(words, timer, now) {
  const view = el(
    "span",
    { class: "timer", role: "timer", "data-timer": JSON.stringify(timer) },
    el("bdi", { class: "timer-clock", dir: "ltr" }),
    ...Object.entries(WORDS).map(([stage, key]) =>
      el("span", { class: `timer-word timer-word-${stage}` }, words.text(key)),
    ),
  );
  if (now !== null) writeTimer(view, now);
  return view;
}

/** @param {HTMLElement} element @param {number} now */
function writeTimer(element, now) {
  const timer = /** @type {Timer} */ (JSON.parse(element.dataset.timer ?? "null"));
  const reading = readTimer(timer, now);
  const text = timerText(reading);
  const clock = /** @type {HTMLElement} */ (element.querySelector(".timer-clock"));
  if (clock.textContent !== text) clock.textContent = text;
  if (element.dataset.stage !== reading.stage) element.dataset.stage = reading.stage;
  const isPaused = String(reading.isPaused);
  if (element.dataset.paused !== isPaused) element.dataset.paused = isPaused;
  const share = timer.limit_s === null ? 0 : reading.stage === "over" ? 0 : reading.seconds / timer.limit_s;
  const left = `${Math.round(share * 1000) / 10}%`;
  if (element.style.getPropertyValue("--left") !== left) element.style.setProperty("--left", left);
}

/** Write all timers of the page. @param {number | null} now the server's time in ms @param {ParentNode} [root] */
export function tickTimers(now, root = document) {
  if (now === null) return;
  for (const element of root.querySelectorAll("[data-timer]")) writeTimer(/** @type {HTMLElement} */ (element), now);
}

/** Let the timers of the page run. @param {() => number | null} now the server's time in ms */
export function runTimers(now) {
  setInterval(() => tickTimers(now()), TICK_MS);
}
