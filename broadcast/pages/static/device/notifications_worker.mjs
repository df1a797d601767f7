/** Notifications of the site: what is delivered is shown as it is, a click opens its page, an ended subscription is renewed. */

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

/**
 * Subscribe again in place of a subscription that the push service has ended, and tell the server, so that the browser
 * still follows its sessions. Without the earlier address the server cannot know it: readers turn notifications on again.
 * @param {{oldSubscription?: PushSubscription | null, newSubscription?: PushSubscription | null}} change
 * @param {{subscribe: (options: PushSubscriptionOptions) => Promise<PushSubscription>, send: (body: object) => Promise<unknown>}} ways
 */
export async function renewSubscription({ oldSubscription, newSubscription }, { subscribe, send }) {
  if (!oldSubscription) return;
  const { endpoint, keys } = (newSubscription ?? (await subscribe(oldSubscription.options))).toJSON();
  await send({ old_endpoint: oldSubscription.endpoint, endpoint, public_key: keys?.p256dh, secret: keys?.auth });
}
