/**
 * Where this site is: behind a proxy it may begin at a path of its own, and share its host with others.
 *
 * Files are served at `{site}static/{build}/{package}/…`, so a module knows both from its own address.
 */

const PLACE = /^(.*\/)static\/([0-9a-f]+)\/broadcast\/feed\/static\/[^/]+$/;

/** The path at which the site begins, with its slash: `/`, or `/accreditation/`. */
export const SITE = PLACE.exec(new URL(import.meta.url).pathname)?.[1] ?? "/";

/** The build of the page that this module was loaded by; empty where it was loaded by none. */
export const BUILD = PLACE.exec(new URL(import.meta.url).pathname)?.[2] ?? "";

/**
 * The browser's storage, under names that no other site on this host uses; null on a device that forbids it.
 * @param {"localStorage" | "sessionStorage"} kind
 * @returns {Pick<Storage, "getItem" | "setItem"> | null}
 */
export function siteStorage(kind) {
  try {
    const storage = globalThis[kind];
    const named = (/** @type {string} */ name) => (SITE === "/" ? name : `${name} ${SITE}`);
    return {
      getItem: (name) => storage.getItem(named(name)),
      setItem: (name, value) => storage.setItem(named(name), value),
    };
  } catch {
    return null;
  }
}
