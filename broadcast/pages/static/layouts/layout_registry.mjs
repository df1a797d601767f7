/**
 * The layouts that a page has loaded: each one's module adds its class, and the page's own script, which is the last,
 * takes them from here.
 *
 * @typedef {new (screen: import("../screen.mjs").Screen, place: import("../screen_place.mjs").Place) =>
 *   import("../screen.mjs").ScreenContent} LayoutClass
 */

/** @type {Map<string, LayoutClass>} */
const layouts = new Map();

/** @param {string} name as in `layouts.py` @param {LayoutClass} layout */
export function offerLayout(name, layout) {
  layouts.set(name, layout);
}

/** @param {string} name */
export function findLayout(name) {
  return layouts.get(name);
}
