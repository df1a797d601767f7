/**
 * Which answer a device gives to the navigation of a screen or to the request of a file: that of the network if it is
 * this site's, else what is stored, so that a screen never shows a browser's error page or a network's sign-in page.
 */
import { isOwnPage, pathBelow } from "../../../../conference/static/js/cached_build_worker.mjs";

/** Header of every page of this site that a device may store. */
export const PAGE_HEADER = "X-Rostrum-Page";
/** Paths of the pages below the site that are stored: screens, the live page, the programme, the ways to follow it, and pages of sessions and rooms. */
export const PAGES = /^([a-z]{2}\/)?screens(\/[^/]+){0,2}$|^[a-z]{2}\/(programme|follow|(sessions|rooms)\/[^/]+)?$/;
const UNREACHABLE = /^[a-z]{2}\/screens\/unreachable$/;
/** Earlier builds that are kept for other pages of the device, such as the one that it starts with. */
const MOST_EARLIER = 2;
const ANSWER_WITHIN_MS = 4000;
/** Errors about the address itself, which the site reports: a screen that is not there will not be there later. */
const ADDRESS_ERRORS = [404, 410];

/**
 * @typedef {{
 *   fetch: (request: Request, options?: RequestInit) => Promise<Response>,
 *   match: (address: string) => Promise<Response | undefined>,
 *   matchUnreachable: () => Promise<Response | undefined>,
 * }} PageSources `match` finds a stored page or file, `matchUnreachable` the page that says that there is no connection
 */

/**
 * Answer a navigation. A storage that cannot be read counts as empty.
 * @param {Request} request @param {PageSources} sources
 * @returns {Promise<Response>}
 */
export async function answerNavigation(request, { fetch, match, matchUnreachable }) {
  const stored = await match(request.url.split("#")[0]).catch(() => undefined);
  try {
    const response = await fetch(request, stored ? { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) } : {});
    if (isOwnPage(response, PAGE_HEADER)) return response;
    if (stored) return stored;
    if (ADDRESS_ERRORS.includes(response.status)) return response;
    return (await matchUnreachable().catch(() => undefined)) ?? response;
  } catch (error) {
    const other = stored ?? (await matchUnreachable().catch(() => undefined));
    if (other) return other;
    throw error;
  }
}

/**
 * Answer the request of a file. Another network's page in its place counts as no answer.
 * @param {Request} request @param {Pick<PageSources, "fetch" | "match">} sources
 */
export async function answerFileRequest(request, { fetch, match }) {
  const stored = await match(request.url).catch(() => undefined);
  if (stored) return stored;
  const response = await fetch(request);
  return isOwnFile(response) ? response : Response.error();
}

/** Whether a response is a file of this site: no file of it is a page. @param {Response} response */
export function isOwnFile(response) {
  const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  return !response.redirected && !(response.ok && isPage);
}

/**
 * Take a page out of earlier builds, now that a newer one is stored, and delete the builds that have no other page. Other
 * pages of the device stay as they were until they are opened again.
 * @param {Pick<CacheStorage, "open" | "delete">} storage
 * @param {string[]} earlier names of the caches of earlier builds, oldest first
 * @param {string} page address @param {string} site path at which the site begins
 */
export async function deleteFromEarlierBuilds(storage, earlier, page, site) {
  const left = [];
  for (const name of earlier) {
    const cache = await storage.open(name);
    await cache.delete(page);
    const paths = (await cache.keys()).map(({ url }) => pathBelow(url, site) ?? "");
    if (paths.some((path) => PAGES.test(path) && !UNREACHABLE.test(path))) left.push(name);
    else await storage.delete(name);
  }
  for (const name of left.slice(0, -MOST_EARLIER)) await storage.delete(name);
}

/**
 * Find the page that says that there is no connection, in the language of an address if it is stored.
 * @param {Pick<CacheStorage, "open" | "keys" | "match">} storage @param {string} site @param {string} address
 */
export async function findUnreachablePage(storage, site, address) {
  const code = /^([a-z]{2})\//.exec(pathBelow(address, site) ?? "")?.[1];
  const own = code && (await storage.match(`${site}${code}/screens/unreachable`));
  if (own) return own;
  for (const name of await storage.keys()) {
    const cache = await storage.open(name);
    const key = (await cache.keys()).find(({ url }) => UNREACHABLE.test(pathBelow(url, site) ?? ""));
    if (key) return cache.match(key);
  }
  return undefined;
}
