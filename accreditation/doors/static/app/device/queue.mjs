/**
 * Items that the server has not confirmed, in order. An item is stored before its verdict is shown, and removed when
 * the server has answered.
 */

/** Maximum number of items in one request. */
export const MAX_AT_ONCE = 200;
export const QUEUE_PREFIX = "queue/";

/**
 * @typedef {{kind: "scan" | "override" | "undo", key: string, local?: {badge: string | null, verdict: string, direction: string, change?: import("../people/presence.mjs").PresenceChange | null}, [name: string]: any}} Item
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

  /** Load the items of an earlier run of the app. */
  async load() {
    const stored = [...(await this.store.list(QUEUE_PREFIX))].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [name, item] of stored) this.waiting.set(item.key, { name, item });
    this.next = 1 + Math.max(0, ...stored.map(([name]) => Number(name.slice(QUEUE_PREFIX.length))));
  }

  get length() {
    return this.waiting.size;
  }

  /** Store an item behind the others. Throws if it cannot be stored; then it is not queued. @param {Item} item */
  async add(item) {
    const name = QUEUE_PREFIX + String(this.next).padStart(12, "0");
    this.next += 1;
    await this.store.save([[name, item]], { strict: true });
    this.waiting.set(item.key, { name, item });
  }

  /**
   * List the oldest items, or those before the item with this key, at most `MAX_AT_ONCE`.
   * @param {string} [before]
   * @returns {Item[]}
   */
  listOldest(before) {
    const items = [];
    for (const [key, { item }] of this.waiting) {
      if (key === before || items.length === MAX_AT_ONCE) break;
      items.push(item);
    }
    return items;
  }

  /** List all items, oldest first. @returns {Item[]} */
  list() {
    return [...this.waiting.values()].map(({ item }) => item);
  }

  /** Remove items that the server has answered. @param {Iterable<string>} keys */
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
