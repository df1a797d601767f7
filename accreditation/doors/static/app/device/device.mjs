/**
 * Start and end of a device's enrolment for doors. At the end the key is destroyed first, then all records; unsent
 * scans are encrypted again under a new key.
 */
import { readEnrolmentCode } from "../../rules/enrolment_code.mjs";
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
/**
 * @typedef {{door: string, direction: "entry" | "exit", sounds: boolean, camera: string, cameraName: string, isCameraOn: boolean | null, layout: import("../../../../badges/static/readers/layout.mjs").Layout | null}} Choices
 */

/** Cache of the font slices that names needed. They reveal the scripts of names, so they are deleted too. */
export const SLICES = `${NAME} slices`;

/**
 * Return the enrolment code in an address (`…/doors/#enrol=CODE`) or typed alone; null if there is none.
 * @param {string} text
 */
export function readCode(text) {
  return readEnrolmentCode(/#enrol=([^&]*)$/.exec(text.trim())?.[1] ?? text);
}

/** Tell whether a scanned address is that of this app. @param {string} text */
export function isAppAddress(text) {
  try {
    const url = new URL(text.trim());
    return url.origin === location.origin && url.pathname === doorsAddress("");
  } catch {
    return false;
  }
}

/** Remove the enrolment code from the address bar and the history. @returns {string} the removed fragment */
export function removeFragment() {
  const fragment = location.hash;
  if (fragment) history.replaceState(null, "", doorsAddress(""));
  return fragment;
}

/**
 * Enrol this device by a code.
 * @param {string} code
 * @param {{vault: import("./vault.mjs").Vault, lateScans: import("./late_scans.mjs").LateScans, server: import("../scanning/server.mjs").Server, language: string, build: string}} parts
 * @returns {Promise<Enrolment>}
 */
export async function enrol(code, { vault, lateScans, server, language, build }) {
  await vault.reset(lateScans.records()); // fails before the code is used where the browser stores nothing
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
 * Destroy everything on this device, the key first, except records to keep. Needs no network.
 * @param {import("./vault.mjs").Vault | null} vault null when it cannot be opened
 * @param {[string, unknown][]} rest the records to keep
 * @returns {Promise<import("./vault.mjs").Vault | null>} the vault with the kept records; null when nothing is kept
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

/** Reload the app, so that nothing stays in memory. @param {string} fragment passed to the new page */
export function reloadApp(fragment) {
  location.replace(`${doorsAddress("")}#${fragment}`);
  location.reload();
}

function clearStorage() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const name of Object.keys(storage)) if (name.startsWith(`${NAME} `)) storage.removeItem(name);
  }
}
