// @ts-check
/** The door app begins: what can this browser do, is this device enrolled, and for which doors. */
import { DoorClock } from "./clock.mjs";
import { beginAgain, codeIn, enrol, takeFragment, wipe } from "./device.mjs";
import { DoorScreen } from "./door_screen.mjs";
import { EnrolScreen } from "./enrol_screen.mjs";
import { enter, part } from "./page.mjs";
import { BUILD, NAME } from "./place.mjs";
import { Server } from "./server.mjs";
import { Updates } from "./updates.mjs";
import { Vault } from "./vault.mjs";
import { Words } from "./words.mjs";

const LANGUAGE = `${NAME} language`;
const ENDS = { signed_out: "door.end.signed_out", expired: "door.end.expired", wiped: "door.end.wiped" };

const words = new Words();
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
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.language === words.language.code));
  }
  door?.rewrite();
}

/** This device's one place at the door: two pages of one device would each know half. */
function alone() {
  if (!navigator.locks) return Promise.resolve();
  return /** @type {Promise<void>} */ (new Promise((resolve) => {
    const told = setTimeout(() => enter("elsewhere"), 1500);
    navigator.locks.request(NAME, () => {
      clearTimeout(told);
      resolve();
      return new Promise(() => {}); // held until the page goes
    });
  }));
}

async function begin() {
  const fragment = takeFragment();
  await speak(firstLanguage());
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) return enter("insecure");
  await alone();
  const updates = new Updates({ isQuiet });
  updates.start();
  try {
    await open(fragment);
  } catch (error) {
    console.error("door: start", error instanceof Error ? error.name : "");
    enter("broken");
  }
  return undefined;
}

/** Whether a change of the build would disturb nobody, nor use up a code for nothing. */
function isQuiet() {
  if (document.body.dataset.state === "starting") return false;
  return (door ?? enrolling)?.isQuiet ?? true;
}

/** @param {string} fragment */
async function open(fragment) {
  /** @type {Vault | null} */
  let vault = null;
  part("erase").addEventListener("click", () => wipe(vault).then(() => beginAgain("signed_out")));
  vault = await Vault.open();
  const kept = vault.isOpen ? await vault.get("device") : null;
  const code = fragment.startsWith("#enrol=") ? codeIn(fragment) : null;
  if (kept) return work(vault, kept, code);
  const opened = vault;
  const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, null);
  const server = new Server({ clock, onAnswer: () => {}, onSilence: () => {}, onRefused: () => {} });
  const screen = enrolling = new EnrolScreen({
    words,
    end: ENDS[/** @type {keyof typeof ENDS} */ (fragment.slice(1))] ?? null,
    enrol: async (text) => {
      const enrolment = await enrol(text, { vault: opened, server, language: words.language.code, build: BUILD });
      screen.stop();
      await work(opened, enrolment, null);
    },
  });
  enter("enrol");
  if (code) await screen.use(code);
  return undefined;
}

/** @param {Vault} vault @param {import("./device.mjs").Enrolment} enrolment @param {string | null} code of another enrolment, just scanned */
async function work(vault, enrolment, code) {
  const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, await vault.get("clock"));
  door = new DoorScreen({ vault, enrolment, clock, words, makeServer: (told) => new Server(told) });
  await door.start();
  if (code) door.offerOther(code);
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("button[data-language]");
  if (button instanceof HTMLElement) speak(button.dataset.language ?? "en");
});
// A page that the browser kept as it was may show people of an enrolment that has ended meanwhile.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
begin().catch(() => enter("broken"));
