/** Addresses and names of the door app below the site. */
import { SITE } from "../../../../conference/static/js/site.mjs";

/** The name of the app's database and the beginning of its cache names: no other site on this host uses it. */
export const NAME = `rostrum-doors ${SITE}`;

/**
 * Return the address of a path below `doors/`.
 * @param {string} path
 */
export function doorsAddress(path) {
  return `${SITE}doors/${path}`;
}
