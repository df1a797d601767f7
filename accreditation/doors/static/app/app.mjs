/** The door app begins: what can this browser do, is this device enrolled, and for which doors. */

import { part, showText } from "../../../../conference/static/js/dom.mjs";
import { BUILD } from "../../../../conference/static/js/site.mjs";
import { DoorClock } from "./device/clock.mjs";
import { beginAgain, codeIn, enrol, leave, takeFragment } from "./device/device.mjs";
import { LateScans, salvage } from "./device/late_scans.mjs";
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

const words = new Words();
const late = new LateScans({ onChange: showLate });
const updates = new Updates({ isQuiet });
/** @type {DoorScreen | null} */
let door = null;
/** @type {EnrolScreen | null} */
let enrolling = null;

/** The language chosen here before, else the first of the browser's that the app has. */
function firstLanguage() {
  const known = (document.body.dataset.languages ?? "en").split(" ");
  const wished = [localStorage.getItem(LANGUAGE) ?? "", ...navigator.languages].map((tag) => tag.split("-")[0]);
  return wished.find((code) => known.includes(code)) ?? "en";
}

/** @param {string} code */
async function speak(code) {
  try {
    await words.choose(code, document);
    localStorage.setItem(LANGUAGE, code);
  } catch {
    if (words.language.texts["door.ready"] === undefined) throw new Error("no texts");
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute(
      "aria-pressed",
      String(/** @type {HTMLElement} */ (button).dataset.language === words.language.code),
    );
  }
  door?.rewrite();
  showLate();
}

/** What is to be said of unsent scans of an enrolment that has ended. */
function showLate() {
  showText(part("late-scans"), late.told(words));
  door?.status.show();
}

/** This device's one place at the door: two pages of one device would each know half. */
function alone() {
  if (!navigator.locks) return Promise.resolve();
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const told = setTimeout(() => showState("elsewhere"), 1500);
      navigator.locks.request(NAME, () => {
        clearTimeout(told);
        resolve();
        return new Promise(() => {}); // held until the page goes
      });
    })
  );
}

async function begin() {
  const fragment = takeFragment();
  await speak(firstLanguage());
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return showState("insecure");
  await alone();
  updates.start();
  try {
    await open(fragment);
  } catch (error) {
    console.error("door: start", error instanceof Error ? error.name : "");
    showState("broken");
  }
  return undefined;
}

/** Whether a change of the build would disturb nobody, nor use up a code for nothing. */
function isQuiet() {
  if (document.body.dataset.state === "starting" || late.isInMemoryOnly) return false;
  return (door ?? enrolling)?.isQuiet ?? true;
}

/** @param {string} fragment */
async function open(fragment) {
  /** @type {Vault | null} */
  let vault = null;
  part("erase").addEventListener("click", () => erase(vault));
  vault = await Vault.open();
  if (vault.isOpen) await late.load(vault);
  late.run();
  const kept = vault.isOpen ? await vault.get("device") : null;
  const code = fragment.startsWith("#enrol=") ? codeIn(fragment) : null;
  if (kept) return work(vault, kept, code);
  const opened = vault;
  const screen = askToEnrol(fragment.slice(1), vault, (enrolment) => work(opened, enrolment, null));
  if (code) await screen.use(code);
  return undefined;
}

/**
 * @param {string} end how the last enrolment ended, or anything else
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
      const enrolment = await enrol(text, { vault, late, server, language: words.language.code, build: BUILD });
      screen.close();
      await onEnrolled(enrolment);
    },
  });
  enrolling = screen;
  if (vault) vault.onClosed = () => storeAgain(vault);
  showState("enrol");
  showLate();
  return screen;
}

/** The browser closed its storage, perhaps with the unsent scans in it. @param {Vault | null} vault */
async function storeAgain(vault) {
  if (!vault || !late.length || (await vault.isIntact())) return;
  late.store = await vault.begin(late.records()).then(
    () => vault,
    () => null,
  );
}

/** The enrolment ended, and this page must not be loaded anew: its files may be gone, or the unsent scans are here alone. @param {import("./device/device.mjs").End} end @param {Vault | null} vault */
function goOn(end, vault) {
  door = null;
  localStorage.setItem(LANGUAGE, words.language.code);
  updates.register().catch(() => {}); // the service worker goes with the storage
  late.run();
  askToEnrol(end, vault, () => beginAgain(""));
}

/** Begin anew on a device that cannot be read, without the unsent scans that can be. @param {Vault | null} vault */
async function erase(vault) {
  if (vault) late.add(await salvage(vault).catch(() => []));
  late.store = await leave(vault, late.records());
  if (late.isInMemoryOnly) return goOn("storage_lost", null);
  return beginAgain(late.length ? "storage_lost" : "signed_out");
}

/** @param {Vault} vault @param {import("./device/device.mjs").Enrolment} enrolment @param {string | null} code of another enrolment, just scanned */
async function work(vault, enrolment, code) {
  const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, await vault.get("clock"));
  door = new DoorScreen({
    vault,
    enrolment,
    clock,
    words,
    late,
    onEnded: goOn,
    makeServer: (told) => new Server(told),
  });
  await door.start();
  if (code) door.offerOther(code);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("button[data-language]");
  if (button instanceof HTMLElement) speak(button.dataset.language ?? "en");
});
// A page that the browser kept as it was may show people of an enrolment that has ended meanwhile.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !late.isInMemoryOnly) location.reload();
});
addEventListener("beforeunload", (event) => {
  if (late.isInMemoryOnly) event.preventDefault();
});
addEventListener("online", () => late.hurry());
begin().catch(() => showState("broken"));
