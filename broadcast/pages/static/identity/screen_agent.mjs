/**
 * What a screen answers to messages for it alone: it proves its key, goes to the page that it was assigned, and carries
 * out commands. A browser without the key of the screen shows its page as any other does.
 *
 * @typedef {(message: object) => void} Answer
 * @typedef {(parameters: Record<string, string | number>) => string | Promise<string>} Act returns the outcome in a word
 * @typedef {{
 *   load: () => Promise<import("./key_store.mjs").Identity | null>,
 *   save: (identity: import("./key_store.mjs").Identity) => Promise<unknown>,
 *   sign: (identity: import("./key_store.mjs").Identity, text: string) => Promise<string>,
 *   origin: string, site: string, place: import("./assigned_page.mjs").Place,
 *   marks: import("./assigned_page.mjs").Marks | null, stored: import("./assigned_page.mjs").Marks | null,
 *   fetch: typeof fetch, keepStart: (target: string | null) => void,
 * }} Device
 */

import { SITE, siteStorage } from "../../../../conference/static/js/site.mjs";
import { goToPage, isHeld, pageOf } from "./assigned_page.mjs";
import { canHaveIdentity, loadIdentity, saveIdentity, signText } from "./key_store.mjs";

/** The first line of what a proof signs, as in `broadcast/feed/identity/proofs.py`. */
export const CONTEXT = "rostrum-screen-proof-v1";
/** The name under which this browser was paired last: a browser that has it without a key has lost the key. */
export const PAIRED_AS = "rostrum.paired";
const START = "screens";

/** The commands that screens carry out. @type {Map<string, Act>} */
export const COMMANDS = new Map();

export class ScreenAgent {
  /** @param {() => void} onProved @param {Device} [device] */
  constructor(onProved, device = browserDevice()) {
    this.device = device;
    this.onProved = onProved;
    /** The room where the screen hangs, "" for none. */
    this.room = "";
  }

  /** Remember the room where this device hangs as the screen of that name. @param {string} name */
  async recallRoom(name) {
    if (readItem(this.device.stored, PAIRED_AS) !== name) return;
    try {
      const identity = await this.device.load();
      if (identity?.name === name) this.room = identity.room ?? "";
    } catch {
      // A device without storage learns its room with its assignment.
    }
  }

  /**
   * Handle a message for this screen alone; `screen` is the name that its connection reports under.
   * @param {any} message @param {string} screen @param {Answer} answer
   */
  async take(message, screen, answer) {
    try {
      if (message.type === "challenge") await this.prove(String(message.nonce), screen, answer);
      else if (message.type === "assignment") await this.follow(message);
      else if (message.type === "command") answer(await this.carryOut(message, screen));
    } catch {
      // A device that cannot prove itself goes on showing its page.
    }
  }

  /** @param {string} nonce @param {string} screen @param {Answer} answer */
  async prove(nonce, screen, answer) {
    const base = screen.split(".")[0];
    const identity = await this.device.load();
    if (identity === null && readItem(this.device.stored, PAIRED_AS) === base) return this.start();
    if (identity?.name !== base) return;
    const text = [CONTEXT, this.device.origin, base, nonce].join("\n");
    answer({ type: "proof", screen, signature: await this.device.sign(identity, text) });
  }

  /** @param {{screen: string, address: string | null, room?: string}} assignment */
  async follow({ screen, address, room = "" }) {
    const identity = await this.device.load();
    if (identity?.name !== screen) return;
    this.room = room;
    await this.device.save({ ...identity, name: address === null ? null : screen, address, room }).catch(() => {
      // A device without space follows its assignment and does not remember it.
    });
    if (address === null) {
      this.device.keepStart(null);
      return this.start();
    }
    const target = pageOf(this.device.site, address, screen, this.device.place.href);
    this.device.keepStart(target);
    this.onProved();
    if (isHeld(this.device.place.href)) return;
    await goToPage(target, this.device.place, this.device.marks, this.device.fetch);
  }

  /** @param {any} command @param {string} screen */
  async carryOut({ id, kind, parameters }, screen) {
    const act = COMMANDS.get(kind);
    let outcome = "unknown";
    try {
      if (act) outcome = await act(parameters ?? {});
    } catch {
      outcome = "failed";
    }
    return { type: "result", screen, id, outcome };
  }

  /** Go to the page that pairs a device; it is served or stored, as the page here is. */
  async start() {
    const { device } = this;
    await goToPage(new URL(device.site + START, device.place.href).href, device.place, device.marks, device.fetch);
  }
}

/** @param {import("./assigned_page.mjs").Marks | null} storage @param {string} name */
function readItem(storage, name) {
  try {
    return storage?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

/**
 * Tell the service worker which page a start without a server shows; null for none.
 * @param {string | null} target
 */
export async function keepStart(target) {
  const registration = await navigator.serviceWorker?.ready; // never settles without a worker: not to be waited for
  registration?.active?.postMessage({ type: "start", page: target });
}

/** @returns {Device} */
function browserDevice() {
  return {
    load: async () => (canHaveIdentity() ? loadIdentity() : null),
    save: saveIdentity,
    sign: signText,
    origin: location.origin,
    site: SITE,
    place: location,
    marks: siteStorage("sessionStorage"),
    stored: siteStorage("localStorage"),
    fetch: globalThis.fetch.bind(globalThis),
    keepStart: (target) => void keepStart(target),
  };
}
