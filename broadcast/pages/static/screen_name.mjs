/**
 * The name under which a screen reports: one for each window, the same after a reload and after a restart of the device.
 *
 * The device stores the names of each page's windows. A window holds the lock of its name while it is open (Web Locks),
 * so that the next one takes another name. Without locks (plain http on a network) a name lasts as long as its window.
 *
 * @typedef {Pick<Storage, "getItem" | "setItem">} Names
 * @typedef {{
 *   search: string, path: string, locks?: Pick<LockManager, "request">, stored: Names | null, ofWindow: Names | null,
 *   draw: () => number, pause: (ms: number) => Promise<void>,
 * }} Device
 *   `stored` is shared by all windows, `ofWindow` is not.
 */

import { siteStorage } from "../../../conference/static/js/site.mjs";

const GIVEN = /^[\w.-]{1,40}$/;
const WINDOW_NAME = "rostrum.screen";
/** A reloaded page releases its lock only after its successor has begun. */
const RELEASE_WITHIN_MS = 300;
const MAX_STORED = 40;

/**
 * Return the name in the address (`?screen=lobby-2`), else claim one for this window.
 * @param {string} kind @param {Device} [device] @returns {Promise<string>}
 */
export async function claimScreenName(kind, device = browserDevice()) {
  const given = new URLSearchParams(device.search).get("screen");
  if (given && GIVEN.test(given)) return given;
  const name = await findFreeName(kind, device);
  writeItem(device.ofWindow, WINDOW_NAME, name);
  return name;
}

/** @param {string} kind @param {Device} device */
async function findFreeName(kind, device) {
  const own = readItem(device.ofWindow, WINDOW_NAME);
  const drawn = `${kind}-${device.draw().toString(16).padStart(8, "0")}`;
  if (!device.locks) return own ?? drawn;
  if (own !== null) {
    if (await holdLock(device, own)) return own;
    await device.pause(RELEASE_WITHIN_MS);
    if (await holdLock(device, own)) return own;
  }
  const item = `rostrum.screens.${device.path}`;
  const names = (readItem(device.stored, item) ?? "").split(" ").filter((name) => GIVEN.test(name));
  for (const name of names) if (await holdLock(device, name)) return name;
  writeItem(device.stored, item, [...names, drawn].slice(-MAX_STORED).join(" "));
  await holdLock(device, drawn);
  return drawn;
}

/**
 * Hold the lock of a name until the window is closed; return whether no other window holds it.
 * @param {Device} device @param {string} name @returns {Promise<boolean>}
 */
function holdLock({ locks }, name) {
  return new Promise((resolve) => {
    const hold = (/** @type {Lock | null} */ lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    };
    locks?.request(`rostrum.screen ${name}`, { ifAvailable: true }, hold).catch(() => resolve(false));
  });
}

/** @param {Names | null} names @param {string} item @returns {string | null} */
function readItem(names, item) {
  try {
    return names?.getItem(item) ?? null;
  } catch {
    return null;
  }
}

/** @param {Names | null} names @param {string} item @param {string} value */
function writeItem(names, item, value) {
  try {
    names?.setItem(item, value);
  } catch {
    // A device that refuses storage draws a name each time.
  }
}

/** @returns {Device} */
function browserDevice() {
  return {
    search: location.search,
    path: location.pathname,
    locks: navigator.locks,
    stored: siteStorage("localStorage"),
    ofWindow: siteStorage("sessionStorage"),
    draw: () => crypto.getRandomValues(new Uint32Array(1))[0],
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
