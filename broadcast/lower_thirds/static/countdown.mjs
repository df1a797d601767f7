/** The countdown of a room: the title of its next session, its time, and what is left until then. */

import { el } from "../../../conference/static/js/dom.mjs";
import { expectedEnd, expectedStart } from "../../pages/static/highlights.mjs";
import { timerText } from "../../pages/static/timer_view.mjs";
import { followOverlay } from "./overlay.mjs";

/**
 * @typedef {import("./overlay.mjs").Session} Session
 * @typedef {{session: Session, at: number, isResumed: boolean}} Next `at`: the server's time in ms
 */

const SECOND_MS = 1000;
/** What is further away is shown by its day and time alone. */
const COUNTED_MS = 24 * 3_600_000;

/**
 * The session that begins or resumes next, or undefined. One that should have begun stays until its end.
 * @param {Session[]} sessions those of a room @param {number} now
 * @returns {Next | undefined}
 */
export function findNext(sessions, now) {
  const coming = sessions
    .filter(({ phase }) => phase === "scheduled" || phase === "delayed")
    .filter((session) => expectedEnd(session) > now)
    .map((session) => ({ session, at: expectedStart(session), isResumed: false }));
  const suspended = sessions
    .filter(({ phase, until }) => phase === "suspended" && until)
    .map((session) => ({ session, at: Date.parse(session.until ?? ""), isResumed: true }));
  return [...coming, ...suspended].sort(
    (one, other) => one.at - other.at || one.session.order - other.session.order,
  )[0];
}

/** Hours, minutes and seconds that are left; "" for more than a day. @param {number} at @param {number} now */
export function writeLeft(at, now) {
  const leftMs = Math.max(0, at - now);
  if (leftMs > COUNTED_MS) return "";
  return timerText({ stage: "left", seconds: Math.ceil(leftMs / SECOND_MS), isPaused: false });
}

/** @param {import("./overlay.mjs").Picture} picture */
export function describeNext({ words, sessions, now }) {
  const next = findNext(sessions, now);
  if (!next) return null;
  const { session, at, isResumed } = next;
  const time = words.moment(at, now);
  const { attributes } = words.fallback(/** @type {any} */ (session));
  const label = isResumed ? words.text("board.resumes_at", { time }) : words.text("board.next");
  const nodes = [
    el("p", { class: "overlay-label" }, label, ...(isResumed ? [] : [" ", el("bdi", {}, time)])),
    el("p", { class: "overlay-name", ...attributes }, el("bdi", { translate: "yes" }, session.title)),
    at > now
      ? el("p", { class: "overlay-clock" }, el("bdi", { dir: "ltr", "data-counts-to": at }, writeLeft(at, now)))
      : el("p", { class: "overlay-role" }, isResumed ? session.phase_label : words.text("board.waiting")),
  ];
  return { key: JSON.stringify([session.id, session.title, at, at > now, words.isToday(at, now)]), nodes };
}

/** Write what is left on the plate. @param {number} now */
function tickClock(now) {
  const clock = /** @type {HTMLElement | null} */ (document.querySelector("[data-counts-to]"));
  if (clock) clock.textContent = writeLeft(Number(clock.dataset.countsTo), now);
}

if (globalThis.document?.getElementById("overlay")) followOverlay(describeNext, tickClock);
