/**
 * What the service workers of both features do: fetch a complete build, accept this site's pages only, and delete
 * earlier builds. The server puts this module in front of each worker (`conference/web/classic_scripts.py`), because
 * service workers that import modules are not supported in every browser.
 */

/**
 * Return the path of an address below `folder`, or null for an address outside it.
 * @param {string} url
 * @param {string} folder a path with a slash at its end
 */
export function pathBelow(url, folder) {
  const { origin, pathname } = new URL(url, self.location.href);
  return origin === self.location.origin && pathname.startsWith(folder) ? pathname.slice(folder.length) : null;
}

/**
 * Tell whether a response is a page of this site: the sign-in page of a network has no such header.
 * @param {Response} response
 * @param {string} header
 * @param {string | null} [value] the value that the header must have; null accepts any
 */
export function isOwnPage(response, header, value = null) {
  const found = response.headers.get(header);
  return response.ok && !response.redirected && found !== null && (value === null || found === value);
}

/**
 * Fetch a file into a cache. Throws unless the server returns that file itself.
 * @param {Cache} cache
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function addFile(cache, path, options) {
  const response = await fetch(path, options);
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

/**
 * Delete the caches whose names begin with `prefix`, except those listed and those of a site below this one, which have
 * a path in their names.
 * @param {string} prefix
 * @param {string[]} kept names
 */
export async function deleteOtherCaches(prefix, kept) {
  for (const name of await caches.keys()) {
    const isOwn = name.startsWith(prefix) && !name.slice(prefix.length).includes("/");
    if (isOwn && !kept.includes(name)) await caches.delete(name);
  }
}
