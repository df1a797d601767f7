// @ts-check
/** How long decoding and deciding took, for whoever measures (`performance.getEntriesByName`). Names say nothing of people. */

const KEPT = 200;

/** @param {"door: decode" | "door: verdict"} name @param {number} start by `performance.now()` */
export function took(name, start) {
  if (performance.getEntriesByName(name).length >= KEPT) performance.clearMeasures(name);
  performance.measure(name, { start });
}
