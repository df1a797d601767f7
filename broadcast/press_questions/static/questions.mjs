/** The questions of a press conference on the page of its session: read again every few seconds while the page is seen. */

import { settle } from "../../../conference/static/js/dom.mjs";
import { repeatWhileSeen } from "../../../conference/static/js/repeated_reading.mjs";

const EVERY_MS = 5000;
const SPREAD_MS = 2000;

/**
 * Show a section as the server renders it now; without an answer it stays as it is.
 * @param {HTMLElement} section
 * @param {(address: string) => Promise<Response>} ask
 * @param {(html: string) => HTMLElement | null} read finds the section in the answer
 */
export async function refreshSection(section, ask, read) {
  try {
    const response = await ask(String(section.dataset.address));
    const newest = response.ok ? read(await response.text()) : null;
    if (!newest) return;
    settle(section, [...newest.children]);
    section.hidden = newest.hidden;
  } catch (error) {
    console.warn(error);
  }
}

/** @param {ParentNode} page @returns {HTMLElement | null} */
function findSection(page) {
  return page.querySelector("[data-part=questions]");
}

/** @param {HTMLElement} section */
function followQuestions(section) {
  const ask = (/** @type {string} */ address) => fetch(address, { cache: "no-cache" });
  const read = (/** @type {string} */ html) => findSection(new DOMParser().parseFromString(html, "text/html"));
  repeatWhileSeen(() => refreshSection(section, ask, read), EVERY_MS, SPREAD_MS);
}

const shown = globalThis.document ? findSection(document) : null;
if (shown) followQuestions(shown);
