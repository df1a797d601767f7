/** Notifications of the site: what the push service delivers is shown as it is, and a click opens its page. */

const PAGE = /^[a-z]{2}\/sessions\/[^/?#]+$/;

/**
 * @typedef {{title: string, body: string, language: string, direction: "ltr" | "rtl", topic: string, path: string}} Message
 * @typedef {{
 *   matchAll: (options: {type: "window"}) => Promise<readonly {url: string, focus: () => Promise<unknown>}[]>,
 *   openWindow: (address: string) => Promise<unknown>,
 * }} OpenWindows of a service worker
 */

/**
 * The notification of a message: one of the same topic takes the place of the earlier one, and is announced again.
 * @param {Message} message @param {string} site path at which the site begins
 */
export function notificationOf({ title, body, language, direction, topic, path }, site) {
  const page = PAGE.test(path) ? site + path : site;
  return { title, options: { body, lang: language, dir: direction, tag: topic, renotify: true, data: { page } } };
}

/**
 * Open a page: in a window that shows it already, else in a new one.
 * @param {OpenWindows} clients @param {string} address
 */
export async function openNotified(clients, address) {
  const windows = await clients.matchAll({ type: "window" });
  const open = windows.find(({ url }) => url.split("#")[0] === address);
  return open ? open.focus() : clients.openWindow(address);
}
