/**
 * Who this device is: enrolled for some doors until some time, and how that ends. It always ends in the same order:
 * the key, then everything that it sealed. Scans that are not sent by then are sealed again under a new key.
 */
import { doorsAddress, NAME } from "../urls.mjs";
import { deleteVault } from "./vault.mjs";

/**
 * @typedef {object} Enrolment
 * @property {string} device
 * @property {string} token
 * @property {string} name
 * @property {string[]} doors
 * @property {string[]} rights
 * @property {string} expires_at
 */
/** @typedef {{door: string, direction: "entry" | "exit", sounds: boolean, layout: import("../readers/layout.mjs").Layout | null}} Choices */

const CODE = /^[\w-]{8,100}$/;
/** The font slices that names needed: which they were tells of scripts, so they go too. */
export const SLICES = `${NAME} slices`;

/** The enrolment code in an address, `…/doors/#enrol=CODE`, or typed alone. @param {string} text */
export function readCode(text) {
  const given = /#enrol=([^&]*)$/.exec(text.trim())?.[1] ?? text.trim();
  return CODE.test(given) ? given : null;
}

/** Whether an address that was scanned is this app's. @param {string} text */
export function isAppAddress(text) {
  try {
    const url = new URL(text.trim());
    return url.origin === location.origin && url.pathname === doorsAddress("");
  } catch {
    return false;
  }
}

/** Take the code out of the address bar, and out of the history. @returns {string} the fragment that was there */
export function removeFragment() {
  const fragment = location.hash;
  if (fragment) history.replaceState(null, "", doorsAddress(""));
  return fragment;
}

/**
 * Begin as the device that the code was made for.
 * @param {string} code
 * @param {{vault: import("./vault.mjs").Vault, lateScans: import("./late_scans.mjs").LateScans, server: import("../scanning/server.mjs").Server, language: string, build: string}} parts
 * @returns {Promise<Enrolment>}
 */
export async function enrol(code, { vault, lateScans, server, language, build }) {
  await vault.reset(lateScans.records()); // a browser that keeps nothing does not use the code up
  lateScans.store = vault;
  const answer = await server.ask("enrol", { body: { code, language, build }, within_ms: 15_000 });
  const { device, token, name, doors, rights, expires_at } = answer;
  const enrolment = { device, token, name, doors, rights, expires_at };
  await vault.save(
    [
      ["device", enrolment],
      ["clock", server.listeners.clock.toRecord()],
    ],
    { strict: true },
  );
  navigator.storage?.persist?.().catch(() => {});
  return enrolment;
}

/** @typedef {"signed_out" | "expired" | "wiped" | "storage_lost"} End */

/**
 * Destroy what this device holds, the key first, except scans that may still be sent. Needs no network.
 * @param {import("./vault.mjs").Vault | null} vault null when it cannot be opened
 * @param {[string, unknown][]} rest the records to keep
 * @returns {Promise<import("./vault.mjs").Vault | null>} where the rest is kept; null when nothing is
 */
export async function endEnrolment(vault, rest) {
  let next = null;
  if (vault && rest.length) next = await vault.replace(rest).catch(() => null);
  await wipeDevice(next ? null : () => (vault ? vault.destroy() : deleteVault()));
  return next;
}

/** @param {(() => Promise<void>) | null} destroy what destroys the vault */
async function wipeDevice(destroy) {
  for (const step of [destroy ?? (() => {}), () => caches.delete(SLICES), clearStorage]) {
    try {
      await step();
    } catch (error) {
      console.error("door: end", error instanceof Error ? error.name : "");
    }
  }
}

/** Load the app anew, so that nothing stays in memory either. @param {string} fragment what the new page is told */
export function reloadApp(fragment) {
  location.replace(`${doorsAddress("")}#${fragment}`);
  location.reload();
}

function clearStorage() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const name of Object.keys(storage)) if (name.startsWith(`${NAME} `)) storage.removeItem(name);
  }
}
