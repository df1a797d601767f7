/** The questions of a press conference on the page of its session: read again every few seconds while the page is seen. */

import { settle } from "../../../conference/static/js/dom.mjs";

const EVERY_MS = 5000;
const SPREAD_MS = 2000;

const section = /** @type {HTMLElement} */ (document.querySelector("[data-part=questions]"));

/** Show the section as the server renders it now; without an answer it stays as it is. */
async function refresh() {
  try {
    const response = await fetch(String(section.dataset.address), { cache: "no-cache" });
    if (response.ok) show(await response.text());
  } catch (error) {
    console.warn(error);
  }
}

/** @param {string} html */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const newest = page.querySelector("[data-part=questions]");
  if (!(newest instanceof HTMLElement)) return;
  settle(section, [...newest.children]);
  section.hidden = newest.hidden;
}

/** Read the section again after a time that differs between readers. */
function schedule() {
  setTimeout(
    async () => {
      if (!document.hidden) await refresh();
      schedule();
    },
    EVERY_MS + Math.random() * SPREAD_MS,
  );
}

schedule();
