/**
 * Unsent scans of ended enrolments. They are stored under the device's key and sent with the token of their enrolment,
 * which the server accepts for a day after its end (docs/doors.md).
 */

import { NoAnswerError, RefusedError, Server } from "../scanning/server.mjs";
import { sendItems } from "../scanning/sync_client.mjs";
import { DoorClock } from "./door_clock.mjs";
import { MAX_AT_ONCE, QUEUE_PREFIX } from "./queue.mjs";

const PREFIX = "late/";
const SEND_WITHIN_MS = 10_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 20_000];
/** As `LATE_DELIVERY` of the server. */
const LATE_DELIVERY_MS = 24 * 3_600_000;

/** @typedef {import("./queue.mjs").Item} Item */
/**
 * @typedef {object} LateBatch
 * @property {string} token
 * @property {number} until when the server stops accepting the scans, in milliseconds since 1970
 * @property {import("./door_clock.mjs").ClockRecord} clock
 * @property {boolean} toReport the lost storage has not been reported to the server yet
 * @property {Item[]} items
 */
/** @typedef {Pick<import("./vault.mjs").Vault, "save">} Store */

/**
 * Return the unsent scans of an enrolment as a record.
 * @param {import("./device.mjs").Enrolment} enrolment
 * @param {{items: Item[], clock: import("./door_clock.mjs").ClockRecord, isStorageLost: boolean}} rest
 * @returns {[string, LateBatch]} the record's name and value
 */
export function lateBatchOf({ device, token, expires_at }, { items, clock, isStorageLost }) {
  const until = Date.parse(expires_at) + LATE_DELIVERY_MS;
  return [
    PREFIX + device,
    { token, until, clock, toReport: isStorageLost, items: items.map(({ local, ...item }) => item) },
  ];
}

/**
 * Return what can still be read of a damaged vault: unsent scans of its enrolment and of earlier ones.
 * @param {import("./vault.mjs").Vault} vault
 * @returns {Promise<[string, LateBatch][]>}
 */
export async function salvageLateScans(vault) {
  const read = async (/** @type {string} */ prefix) => {
    const found = await Promise.all(
      (await vault.listNames(prefix)).sort().map(async (name) => [name, await vault.get(name).catch(() => null)]),
    );
    return /** @type {[string, any][]} */ (found.filter(([, value]) => value !== null));
  };
  const earlier = await read(PREFIX);
  const enrolment = await vault.get("device").catch(() => null);
  if (!enrolment) return earlier;
  const items = (await read(QUEUE_PREFIX)).map(([, item]) => item);
  const clock = (await vault.get("clock").catch(() => null)) ?? { skew_ms: 0, latest: 0 };
  return [...earlier, lateBatchOf(enrolment, { items, clock, isStorageLost: true })];
}

export class LateScans {
  /**
   * @param {{onChange: () => void, makeServer?: (listeners: ConstructorParameters<typeof Server>[0]) => Pick<Server, "ask" | "token">}} parts
   */
  constructor({ onChange, makeServer = (listeners) => new Server(listeners) }) {
    this.onChange = onChange;
    this.makeServer = makeServer;
    /** @type {Store | null} null while the browser stores nothing */
    this.store = null;
    /** @type {Map<string, LateBatch>} by the record's name */
    this.batches = new Map();
    this.sent = 0;
    this.lost = 0;
    this.isRunning = false;
    /** @type {Promise<void> | null} */
    this.sending = null;
    /** @type {() => void} */
    this.endPause = () => {};
  }

  /** Load the stored records. @param {Pick<import("./vault.mjs").Vault, "list" | "save">} vault */
  async load(vault) {
    this.store = vault;
    this.batches = await vault.list(PREFIX);
  }

  /** Discard all unsent scans. */
  clear() {
    this.batches.clear();
  }

  /** Number of unsent scans. */
  get length() {
    return [...this.batches.values()].reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Whether closing this page would lose scans. */
  get isInMemoryOnly() {
    return this.store === null && this.length > 0;
  }

  /** Return all records, to store them in a new vault. @returns {[string, LateBatch][]} */
  records() {
    return [...this.batches];
  }

  /** @param {Iterable<[string, LateBatch]>} records */
  add(records) {
    for (const [name, late] of records) this.batches.set(name, late);
  }

  /**
   * Return the message about unsent, lost or sent scans; null if there is none.
   * @param {import("../words.mjs").Words} words
   * @returns {string | null}
   */
  message(words) {
    if (this.length) return words.plural("door.late.waiting", this.length);
    if (this.lost) return words.plural("door.late.lost", this.lost);
    return this.sent ? words.text("door.late.sent") : null;
  }

  /** Send repeatedly until nothing is left. */
  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let pause = FIRST_PAUSE_MS; this.batches.size; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await this.sendAll();
      if (this.batches.size) await this.pauseFor(pause);
    }
    this.isRunning = false;
  }

  /** Try to send everything once. */
  sendAll() {
    this.sending ??= this.sendEach().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendEach() {
    for (const [name, late] of this.records()) {
      try {
        await this.sendBatch(name, late);
      } catch (error) {
        if (!(error instanceof NoAnswerError || error instanceof RefusedError))
          console.error("door: late", error instanceof Error ? error.name : "");
        if (error instanceof RefusedError && error.status === 401) await this.remove(name);
      }
    }
  }

  /** @param {string} name @param {LateBatch} late */
  async sendBatch(name, late) {
    const clock = new DoorClock({ wall: Date.now, steady: () => performance.now() }, late.clock);
    if (clock.now() >= late.until) return this.remove(name);
    const server = this.makeServer({ clock, onAnswer: () => {}, onSilence: () => {}, onRefused: () => {} });
    server.token = late.token;
    if (late.toReport) await this.signOut(server, { unsent: late.items.length, storage_lost: true });
    await this.save(name, { ...late, toReport: false });
    while (this.batches.get(name)?.items.length) await this.sendPart(name, server);
    await this.signOut(server, { unsent: 0 });
    return this.remove(name);
  }

  /** @param {Pick<Server, "ask">} server @param {object} body */
  signOut(server, body) {
    return server.ask("sign-out", { body, within_ms: SEND_WITHIN_MS });
  }

  /** @param {string} name @param {Pick<Server, "ask">} server */
  async sendPart(name, server) {
    const late = /** @type {LateBatch} */ (this.batches.get(name));
    const settled = await sendItems(server, late.items.slice(0, MAX_AT_ONCE), SEND_WITHIN_MS);
    if (!settled.size) throw new NoAnswerError("nothing settled");
    const items = late.items.filter(({ key }) => !settled.has(key));
    this.sent += late.items.length - items.length;
    await this.save(name, { ...late, items });
  }

  /** @param {string} name @param {LateBatch} late */
  async save(name, late) {
    this.batches.set(name, late);
    await this.store?.save([[name, late]], { strict: true }).catch(() => {}); // the server counts an item that is sent twice once
    this.onChange();
  }

  /** Remove a record whose scans are all sent, or are not accepted any more. @param {string} name */
  async remove(name) {
    this.lost += this.batches.get(name)?.items.length ?? 0;
    this.batches.delete(name);
    await this.store?.save([], { gone: [name] }).catch(() => {});
    this.onChange();
  }

  /** Try again now. */
  retryNow() {
    this.endPause();
  }

  /** @param {number} ms */
  pauseFor(ms) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      })
    );
  }
}
