/**
 * What is yet to be told to the server, in the order it happened. An item is written down before its verdict is
 * shown, and forgotten when the server has answered for it.
 */

/** The server takes no more at once. */
export const MAX_AT_ONCE = 200;
export const QUEUE_PREFIX = "queue/";

/**
 * @typedef {{kind: "scan" | "override" | "undo", key: string, local?: {badge: string | null, verdict: string, direction: string, change?: import("../people/presence.mjs").Change | null}, [name: string]: any}} Item
 *   as in docs/doors.md; `local` stays on the device */
/** @typedef {Pick<import("./vault.mjs").Vault, "list" | "save">} Store */

export class Queue {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Map<string, {name: string, item: Item}>} by the item's key, oldest first */
    this.waiting = new Map();
    this.next = 1;
  }

  /** Read what an earlier run of the app left. */
  async load() {
    const kept = [...(await this.store.list(QUEUE_PREFIX))].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [name, item] of kept) this.waiting.set(item.key, { name, item });
    this.next = 1 + Math.max(0, ...kept.map(([name]) => Number(name.slice(QUEUE_PREFIX.length))));
  }

  get length() {
    return this.waiting.size;
  }

  /** Write an item down, behind the others. What could not be written does not wait: it was not shown. @param {Item} item */
  async add(item) {
    const name = QUEUE_PREFIX + String(this.next).padStart(12, "0");
    this.next += 1;
    await this.store.save([[name, item]], { strict: true });
    this.waiting.set(item.key, { name, item });
  }

  /** The oldest items, or those before the one with this key. @param {string} [before] @returns {Item[]} */
  listOldest(before) {
    const items = [];
    for (const [key, { item }] of this.waiting) {
      if (key === before || items.length === MAX_AT_ONCE) break;
      items.push(item);
    }
    return items;
  }

  /** All that waits, oldest first. @returns {Item[]} */
  list() {
    return [...this.waiting.values()].map(({ item }) => item);
  }

  /** The server has answered for these. @param {Iterable<string>} keys */
  async removeAnswered(keys) {
    const gone = [];
    for (const key of keys) {
      const waiting = this.waiting.get(key);
      if (waiting) gone.push(waiting.name);
      this.waiting.delete(key);
    }
    if (gone.length) await this.store.save([], { gone });
  }
}
