/** The running clock of a rehearsal on the page that controls it. */

import { pageData } from "../../../conference/static/js/dom.mjs";
import { eventTimes } from "../../../conference/static/js/times.mjs";

const SECOND_MS = 1000;

/**
 * The time of a rehearsal that showed `at` some milliseconds ago.
 * @param {{at: string, rate: number}} clock
 * @param {number} passedMs
 */
export function rehearsalTime(clock, passedMs) {
  return new Date(Date.parse(clock.at) + passedMs * clock.rate);
}

/** @param {HTMLElement} element @param {{at: string, rate: number}} clock */
function keepTime(element, clock) {
  const since = performance.now();
  const { time } = eventTimes(element.dataset.timezone ?? "UTC");
  const paint = () => {
    const at = rehearsalTime(clock, performance.now() - since).toISOString();
    element.textContent = `${time(at)}:${at.slice(17, 19)}`;
  };
  paint();
  setInterval(paint, SECOND_MS);
}

const element = globalThis.document?.querySelector("[data-rehearsal-time]");
if (element instanceof HTMLElement) keepTime(element, pageData("rehearsal"));
