/** Start of the door app: checks the browser, opens the stored enrolment, or offers to enrol. */

import { part, showText } from "../../../../conference/static/js/dom.mjs";
import { BUILD, siteStorage } from "../../../../conference/static/js/site.mjs";
import { endEnrolment, enrol, readCode, reloadApp, removeFragment } from "./device/device.mjs";
import { DoorClock } from "./device/door_clock.mjs";
import { LateScans, salvageLateScans } from "./device/late_scans.mjs";
import { Vault } from "./device/vault.mjs";
import { Server } from "./scanning/server.mjs";
import { DoorScreen } from "./screens/door_screen.mjs";
import { EnrolScreen } from "./screens/enrol_screen.mjs";
import { showState } from "./screens/page_state.mjs";
import { Updates } from "./updates.mjs";
import { NAME } from "./urls.mjs";
import { Words } from "./words.mjs";

const LANGUAGE = `${NAME} language`;
const ENDS = {
  signed_out: "door.end.signed_out",
  expired: "door.end.expired",
  wiped: "door.end.wiped",
  storage_lost: "door.end.storage_lost",
};

/** Names of the errors with which browsers refuse to open a database where site data are blocked. */
const BLOCKED = new Set(["SecurityError", "InvalidStateError"]);

const words = new Words();
const lateScans = new LateScans({ onChange: showLateScans });
const updates = new Updates({ isQuiet });
/** @type {DoorScreen | null} */
let door = null;
/** @type {EnrolScreen | null} */
let enrolling = null;

/** Return the language that was chosen on this device, else the first of the browser's that the app has. */
function firstLanguage() {
  const known = (document.body.dataset.languages ?? "en").split(" ");
  const wished = [siteStorage("localStorage")?.getItem(LANGUAGE) ?? "", ...navigator.languages].map(
    (tag) => tag.split("-")[0],
  );
  return wished.find((code) => known.includes(code)) ?? "en";
}

/** @param {string} code */
async function chooseLanguage(code) {
  try {
    await words.loadLanguage(code, document);
    siteStorage("localStorage")?.setItem(LANGUAGE, code);
  } catch {
    if (!words.isLoaded) throw new Error("no texts");
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute(
      "aria-pressed",
      String(/** @type {HTMLElement} */ (button).dataset.language === words.language.code),
    );
  }
  door?.render();
  showLateScans();
}

/** Show how many scans of ended enrolments are unsent. */
function showLateScans() {
  showText(part("late-scans"), lateScans.message(words));
  door?.statusLine.scheduleRender();
}

/** Wait until no other page of this device runs the app: each of two pages would know only its own scans. */
function waitForOtherPages() {
  if (!navigator.locks) return Promise.resolve();
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const timer = setTimeout(() => showState("elsewhere"), 1500);
      navigator.locks.request(NAME, () => {
        clearTimeout(timer);
        resolve();
        return new Promise(() => {}); // the lock is released when the page closes
      });
    })
  );
}

async function startApp() {
  const fragment = removeFragment();
  await chooseLanguage(firstLanguage());
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return showState("insecure");
  if (siteStorage("localStorage") === null) return showState("blocked");
  await waitForOtherPages();
  updates.start();
  try {
    await openDevice(fragment);
  } catch (error) {
    console.error("door: start", error instanceof Error ? error.name : "");
    showState(error instanceof DOMException && BLOCKED.has(error.name) ? "blocked" : "broken");
  }
  return undefined;
}

/** Tell whether the app may reload for a new build without disturbing a scan or an enrolment. */
function isQuiet() {
  if (document.body.dataset.state === "starting" || lateScans.isInMemoryOnly) return false;
  return (door ?? enrolling)?.isQuiet ?? true;
}

/** @param {string} fragment */
async function openDevice(fragment) {
  /** @type {Vault | null} */
  let vault = null;
  part("erase").addEventListener("click", () => eraseDevice(vault));
  vault = await Vault.open();
  if (vault.isOpen) await lateScans.load(vault);
  lateScans.run();
  const stored = vault.isOpen ? await vault.get("device") : null;
  const code = fragment.startsWith("#enrol=") ? readCode(fragment) : null;
  if (stored) return runDoor(vault, stored, code);
  const opened = vault;
  const screen = askToEnrol(fragment.slice(1), vault, (enrolment) => runDoor(opened, enrolment, null));
  if (code) await screen.enrolByCode(code);
  return undefined;
}

/**
 * @param {string} end how the last enrolment ended, or another text
 * @param {Vault | null} vault null where the browser stores nothing
 * @param {(enrolment: import("./device/device.mjs").Enrolment) => Promise<void> | void} onEnrolled
 */
function askToEnrol(end, vault, onEnrolled) {
  const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, null);
  const server = new Server({ clock, onAnswer: () => {}, onSilence: () => {}, onRefused: () => {} });
  const screen = new EnrolScreen({
    words,
    end: ENDS[/** @type {keyof typeof ENDS} */ (end)] ?? null,
    enrol: async (text) => {
      vault ??= await Vault.open();
      const enrolment = await enrol(text, { vault, lateScans, server, language: words.language.code, build: BUILD });
      screen.close();
      await onEnrolled(enrolment);
    },
  });
  enrolling = screen;
  if (vault) vault.onClosed = () => restoreLateScans(vault);
  showState("enrol");
  showLateScans();
  return screen;
}

/** Store unsent scans again if the browser cleared its storage. @param {Vault | null} vault */
async function restoreLateScans(vault) {
  if (!vault || !lateScans.length || (await vault.isIntact())) return;
  lateScans.store = await vault.reset(lateScans.records()).then(
    () => vault,
    () => null,
  );
}

/**
 * Offer a new enrolment without a reload: the app's files may be deleted, or unsent scans are in memory only.
 * @param {import("./device/device.mjs").End} end
 * @param {Vault | null} vault
 */
function continueWithoutEnrolment(end, vault) {
  door = null;
  siteStorage("localStorage")?.setItem(LANGUAGE, words.language.code);
  updates.register().catch(() => {}); // clearing the storage removes the service worker too
  lateScans.run();
  askToEnrol(end, vault, () => reloadApp(""));
}

/**
 * Erase a device whose storage is damaged, and keep the unsent scans that can still be read.
 * @param {Vault | null} vault
 */
async function eraseDevice(vault) {
  if (vault) lateScans.add(await salvageLateScans(vault).catch(() => []));
  lateScans.store = await endEnrolment(vault, lateScans.records());
  if (lateScans.isInMemoryOnly) return continueWithoutEnrolment("storage_lost", null);
  return reloadApp(lateScans.length ? "storage_lost" : "signed_out");
}

/**
 * @param {Vault} vault
 * @param {import("./device/device.mjs").Enrolment} enrolment
 * @param {string | null} code of another enrolment that was just scanned
 */
async function runDoor(vault, enrolment, code) {
  const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, await vault.get("clock"));
  door = new DoorScreen({
    vault,
    enrolment,
    clock,
    words,
    lateScans,
    onEnded: continueWithoutEnrolment,
    makeServer: (listeners) => new Server(listeners),
  });
  await door.start();
  if (code) door.switchEnrolment(code);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("button[data-language]");
  if (button instanceof HTMLElement) chooseLanguage(button.dataset.language ?? "en");
});
// A page from the back-forward cache may show people of an enrolment that has ended since.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !lateScans.isInMemoryOnly) location.reload();
});
addEventListener("beforeunload", (event) => {
  if (lateScans.isInMemoryOnly) event.preventDefault();
});
addEventListener("online", () => lateScans.retryNow());
startApp().catch(() => showState(words.isLoaded ? "broken" : "unstarted"));
