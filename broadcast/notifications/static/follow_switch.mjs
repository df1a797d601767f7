/** Turn the notifications of a session on and off: the section of the session's page. */

import { SITE } from "../../../conference/static/js/site.mjs";

/**
 * @typedef {"off" | "on" | "denied" | "unsupported" | "home_screen" | "failed"} SwitchState
 * @typedef {{hasWorkers: boolean, hasPush: boolean, permission: string, isApple: boolean}} Abilities
 */

/**
 * The state in which a browser cannot subscribe, null if it can.
 * @param {Abilities} abilities
 * @returns {SwitchState | null}
 */
export function findObstacle({ hasWorkers, hasPush, permission, isApple }) {
  if (!hasWorkers || !hasPush) return isApple ? "home_screen" : "unsupported";
  return permission === "denied" ? "denied" : null;
}

/** The bytes of a key in base64url. @param {string} text */
export function readKey(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat(-text.length & 3);
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

/**
 * What the server stores of a subscription.
 * @param {PushSubscriptionJSON} subscription
 */
export function describeSubscription({ endpoint, keys }) {
  return { endpoint, public_key: keys?.p256dh, secret: keys?.auth };
}

/** Whether two keys are the same. @param {ArrayBuffer | null} known @param {Uint8Array} key */
export function isSameKey(known, key) {
  const bytes = new Uint8Array(known ?? new ArrayBuffer(0));
  return bytes.length === key.length && bytes.every((byte, index) => byte === key[index]);
}

/** @returns {Abilities} */
function readAbilities() {
  const isTablet = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return {
    hasWorkers: "serviceWorker" in navigator,
    hasPush: "PushManager" in globalThis && "Notification" in globalThis,
    permission: globalThis.Notification?.permission ?? "default",
    isApple: isTablet || /iPhone|iPad|iPod/.test(navigator.userAgent),
  };
}

/** The switch of one page. */
class FollowSwitch {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.key = readKey(place.dataset.key ?? "");
    const { code } = JSON.parse(document.getElementById("page-data")?.textContent ?? "{}").language;
    this.address = `${SITE}${code}/sessions/${place.dataset.session}`;
    this.place.addEventListener("click", ({ target }) => {
      const { act } = /** @type {HTMLElement} */ (target).dataset;
      if (act === "follow") this.change(() => this.follow());
      if (act === "unfollow") this.change(() => this.unfollow());
    });
  }

  /** Show the section in its present state. */
  async start() {
    const obstacle = findObstacle(readAbilities());
    this.show(obstacle ?? (await this.findState().catch(() => "failed")));
  }

  /** @param {SwitchState} state */
  show(state) {
    for (const part of this.place.querySelectorAll("[data-for]")) {
      const element = /** @type {HTMLElement} */ (part);
      element.hidden = !element.dataset.for?.split(" ").includes(state);
    }
    this.place.hidden = false;
  }

  /** @returns {Promise<SwitchState>} */
  async findState() {
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    if (!subscription || !isSameKey(subscription.options.applicationServerKey, this.key)) return "off";
    return this.send("following", { endpoint: subscription.endpoint });
  }

  /** @param {() => Promise<SwitchState>} act */
  async change(act) {
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (this.place.querySelectorAll("button"));
    for (const button of buttons) button.disabled = true;
    this.show(await act().catch(() => findObstacle(readAbilities()) ?? "failed"));
    for (const button of buttons) button.disabled = false;
    /** @type {HTMLElement | null} */ (this.place.querySelector("button:not([hidden])"))?.focus();
  }

  /** @returns {Promise<SwitchState>} */
  async follow() {
    const permission = await Notification.requestPermission();
    if (permission !== "granted") return permission === "denied" ? "denied" : "off";
    const { pushManager } = await navigator.serviceWorker.ready;
    const known = await pushManager.getSubscription();
    if (known && !isSameKey(known.options.applicationServerKey, this.key)) await known.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.key });
    return this.send("follow", describeSubscription(subscription.toJSON()));
  }

  /** @returns {Promise<SwitchState>} */
  async unfollow() {
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    return subscription ? this.send("unfollow", { endpoint: subscription.endpoint }) : "off";
  }

  /**
   * @param {"follow" | "unfollow" | "following"} act @param {object} body
   * @returns {Promise<SwitchState>}
   */
  async send(act, body) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${this.address}/${act}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${act}: ${response.status}`);
    return (await response.json()).is_following ? "on" : "off";
  }
}

const place = globalThis.document?.querySelector("[data-part=notifications]");
if (place) new FollowSwitch(/** @type {HTMLElement} */ (place)).start();
