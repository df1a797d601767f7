/** The states of the streams that a page lists, read again every few seconds while the page is seen. */

import { part } from "../../../conference/static/js/dom.mjs";
import { repeatWhileSeen } from "../../../conference/static/js/repeated_reading.mjs";

const EVERY_MS = 10_000;
/** Pages that were loaded together ask at different times. */
const SPREAD_MS = 2000;

/** @typedef {{id: string, room: string, address: string, text: string, is_interrupted: boolean}} StreamState */

/**
 * Show the states of a room's streams in their list. Another address needs another policy of the page, and another
 * stream another player: then the page is to be loaded again.
 * @param {HTMLElement} section @param {StreamState[]} streams those of all rooms
 */
export function showStates(section, streams) {
  const found = new Map(streams.filter(({ room }) => room === section.dataset.room).map((one) => [one.id, one]));
  const links = /** @type {HTMLAnchorElement[]} */ ([...section.querySelectorAll("[data-stream]")]);
  for (const link of links) {
    const stream = found.get(link.dataset.stream ?? "");
    if (!stream) continue;
    link.classList.toggle("is-interrupted", stream.is_interrupted);
    part("state", link).hidden = stream.text === "";
    part("state-text", link).textContent = stream.text;
  }
  const isSame = (/** @type {HTMLAnchorElement} */ link) =>
    found.get(link.dataset.stream ?? "")?.address === link.getAttribute("href");
  part("changed", section).hidden = links.length === found.size && links.every(isSame);
}

/** @param {HTMLElement} section */
async function readStates(section) {
  try {
    const response = await fetch(section.dataset.states ?? "", { credentials: "omit", cache: "no-cache" });
    if (response.ok) showStates(section, (await response.json()).streams);
  } catch {
    // the next answer brings the states
  }
}

/** @param {HTMLElement} section */
function followStates(section) {
  part("changed", section).addEventListener("click", () => location.reload());
  repeatWhileSeen(() => readStates(section), EVERY_MS, SPREAD_MS);
}

const listed = /** @type {HTMLElement | null | undefined} */ (globalThis.document?.querySelector("[data-states]"));
if (listed) followStates(listed);
