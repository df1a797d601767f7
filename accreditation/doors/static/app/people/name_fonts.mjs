/** The fonts of the people's names: a device that goes offline after its enrolment still shows every name. */

import { askForLackingSlices } from "../../../../../conference/static/js/font_slices.mjs";

/** A service worker that does not control the page by then will not store the fonts. */
const CONTROL_WITHIN_MS = 10_000;
const FONT = '1rem "Noto Sans"';

/**
 * Load the slices of fonts that names and outlets need; the service worker stores them.
 * @param {Iterable<{native_name: string, latin_name: string, outlet: string}>} people
 */
export async function loadNameFonts(people) {
  const characters = new Set();
  for (const { native_name, latin_name, outlet } of people)
    for (const sign of native_name + latin_name + outlet) characters.add(sign);
  await workerControl();
  await document.fonts?.load(FONT, [...characters].join("")).catch(askForLackingSlices);
}

/** Wait until the service worker answers the page's requests. */
async function workerControl() {
  const workers = navigator.serviceWorker;
  if (!workers || workers.controller) return;
  await Promise.race([
    new Promise((resolve) => workers.addEventListener("controllerchange", resolve, { once: true })),
    new Promise((resolve) => setTimeout(resolve, CONTROL_WITHIN_MS)),
  ]);
}
