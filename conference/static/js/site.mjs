/**
 * The address of this site. Behind a proxy the site may begin below a path and share its host with other sites.
 *
 * Files are served at `{site}static/{build}/{path in the source tree}`, so this module finds both in its own address.
 */

const ADDRESS = /^(.*\/)static\/([0-9a-f]+)\/conference\/static\/js\/[^/]+$/.exec(new URL(import.meta.url).pathname);

/** The path at which the site begins, with a slash at its end: `/`, or `/accreditation/`. */
export const SITE = ADDRESS?.[1] ?? "/";

/** The build of the static files to which this module belongs; empty outside a site, as in tests. */
export const BUILD = ADDRESS?.[2] ?? "";

/** The build of this page, which changes with the files and with the event: `<meta name="build">`. */
export const PAGE_BUILD = globalThis.document?.querySelector?.('meta[name="build"]')?.getAttribute("content") ?? BUILD;

/**
 * Return the browser's storage under names that no other site on this host uses; null where the device forbids it.
 * @param {"localStorage" | "sessionStorage"} kind
 * @returns {Pick<Storage, "getItem" | "setItem"> | null}
 */
export function siteStorage(kind) {
  try {
    const storage = globalThis[kind];
    const siteName = (/** @type {string} */ name) => (SITE === "/" ? name : `${name} ${SITE}`);
    return {
      getItem: (name) => storage.getItem(siteName(name)),
      setItem: (name, value) => storage.setItem(siteName(name), value),
    };
  } catch {
    return null;
  }
}
