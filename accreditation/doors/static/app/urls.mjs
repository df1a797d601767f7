/**
 * Where this app is: behind a proxy the site may begin at a path of its own, and share its host with others.
 *
 * Files are served at `{site}static/{build}/accreditation/doors/static/app/…`, so a module knows both from its own address.
 */

const PLACE = /^(.*\/)static\/([0-9a-f]+)\/accreditation\/doors\/static\/app\/[^/]+$/;
const found = PLACE.exec(new URL(import.meta.url).pathname);

/** The path at which the site begins, with its slash: `/`, or `/accreditation/`. */
export const SITE = found?.[1] ?? "/";

/** The build that these modules are of. */
export const BUILD = found?.[2] ?? "";

/** What everything that is kept on the device is named by: no other site on this host uses it. */
export const NAME = `rostrum-doors ${SITE}`;

/** The address of something below `doors/`. @param {string} path */
export function doorsAddress(path) {
  return `${SITE}doors/${path}`;
}
