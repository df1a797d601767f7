/**
 * The device's memory: records in IndexedDB, each sealed (`seal.mjs`). Without the key nothing in it can be read, so
 * the key is what is destroyed first.
 */

import { NAME } from "../urls.mjs";
import { makeKey, seal, unseal } from "./seal.mjs";

/** A database that another page of this device holds open is deleted when that page lets go; its key is gone by then. */
const DELETE_WITHIN_MS = 3000;
const [KEYS, RECORDS, KEY] = ["keys", "records", "key"];
/** The browser may refuse to open its storage for a moment; after so many checks in a row the data count as lost. */
const MAX_FAILURES = 3;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function requestResult(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function transactionEnd(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
    transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB"));
  });
}

/** Open the database, made if it is missing. @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(RECORDS);
  };
  return requestResult(request);
}

/** @param {CryptoKey} key @param {Iterable<[string, unknown]>} values @returns {Promise<(readonly [string, import("./seal.mjs").Sealed])[]>} */
function sealAll(key, values) {
  return Promise.all(
    [...values].map(async ([name, value]) => /** @type {const} */ ([name, await seal(key, name, value)])),
  );
}

/** Delete a vault that nothing can be read of. */
export async function deleteVault() {
  const gone = requestResult(indexedDB.deleteDatabase(NAME));
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, DELETE_WITHIN_MS))]);
}

/** A record without its key is lost: do not write it. @param {IDBTransaction} transaction */
function abortWithoutKey(transaction) {
  const stored = transaction.objectStore(KEYS).count(KEY);
  stored.onsuccess = () => {
    if (stored.result !== 1) transaction.abort();
  };
}

export class Vault {
  /** @param {IDBDatabase} database @param {CryptoKey | null} key */
  constructor(database, key) {
    this.database = database;
    this.key = key;
    this.failures = 0;
    /** @type {() => void} called when the database was closed from outside: its data may be gone */
    this.onClosed = () => {};
    this.attach(database);
  }

  /** @param {IDBDatabase} database */
  attach(database) {
    this.database = database;
    database.onversionchange = () => {
      database.close();
      this.onClosed();
    };
    database.onclose = () => this.onClosed();
  }

  /** The vault of this device, made if there is none; without a key until `begin`. */
  static async open() {
    const database = await openDatabase();
    return new Vault(database, (await requestResult(database.transaction(KEYS).objectStore(KEYS).get(KEY))) ?? null);
  }

  /** Whether the key is still in the browser's storage. A database that the browser has closed is opened again. */
  async isIntact() {
    if (this.key === null) return false;
    try {
      const isThere = await this.hasStoredKey().catch(() => this.reopen());
      this.failures = 0;
      return isThere;
    } catch {
      this.failures += 1;
      return this.failures < MAX_FAILURES;
    }
  }

  async hasStoredKey() {
    return (await requestResult(this.database.transaction(KEYS).objectStore(KEYS).count(KEY))) === 1;
  }

  async reopen() {
    this.attach(await openDatabase());
    return this.hasStoredKey();
  }

  /** Whether there is a key, so that records can be read and written. */
  get isOpen() {
    return this.key !== null;
  }

  /** Replace the key and all records: from then on nothing that was sealed before can be read. @param {Iterable<[string, unknown]>} [values] the new records */
  async reset(values = []) {
    const key = await makeKey();
    const sealed = await sealAll(key, values);
    const transaction = this.database.transaction([KEYS, RECORDS], "readwrite", { durability: "strict" });
    const records = transaction.objectStore(RECORDS);
    records.clear();
    for (const [name, record] of sealed) records.put(record, name);
    transaction.objectStore(KEYS).put(key, KEY);
    await transactionEnd(transaction);
    this.key = key;
  }

  /** A vault of these records alone, in place of this one, which can be used no more. @param {Iterable<[string, unknown]>} values */
  async replace(values) {
    this.key = null;
    this.onClosed = () => {};
    const next = new Vault(this.database, null);
    await next.reset(values);
    return next;
  }

  /** @returns {CryptoKey} */
  requireKey() {
    if (this.key === null) throw new Error("the vault has no key");
    return this.key;
  }

  /** The value of a record, null where there is none. Throws for one that cannot be unsealed. @param {string} name @returns {Promise<any>} */
  async get(name) {
    const sealed = await requestResult(this.database.transaction(RECORDS).objectStore(RECORDS).get(name));
    return sealed === undefined ? null : unseal(this.requireKey(), name, sealed);
  }

  /** All records whose name begins so, by name. @param {string} prefix @returns {Promise<Map<string, any>>} */
  async list(prefix) {
    const store = this.database.transaction(RECORDS).objectStore(RECORDS);
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const [names, records] = await Promise.all([
      requestResult(store.getAllKeys(range)),
      requestResult(store.getAll(range)),
    ]);
    const key = this.requireKey();
    const values = await Promise.all(records.map((sealed, n) => unseal(key, String(names[n]), sealed)));
    return new Map(values.map((value, n) => [String(names[n]), value]));
  }

  /** The names of records that begin so. @param {string} prefix @returns {Promise<string[]>} */
  async listNames(prefix) {
    const store = this.database.transaction(RECORDS).objectStore(RECORDS);
    return (await requestResult(store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))).map(String);
  }

  /**
   * Write and delete records, all or none. What must outlive a flat battery is written `strict`ly: to the disk, and
   * only while the key is stored too.
   * @param {Iterable<[string, unknown]>} values
   * @param {{gone?: Iterable<string>, strict?: boolean}} [options]
   */
  async save(values, { gone = [], strict = false } = {}) {
    const key = this.requireKey();
    const sealed = await sealAll(key, values);
    if (this.key !== key) throw new Error("the key was replaced");
    const stores = strict ? [KEYS, RECORDS] : [RECORDS];
    const transaction = this.database.transaction(stores, "readwrite", { durability: strict ? "strict" : "relaxed" });
    if (strict) abortWithoutKey(transaction);
    const store = transaction.objectStore(RECORDS);
    for (const name of gone) store.delete(name);
    for (const [name, record] of sealed) store.put(record, name);
    await transactionEnd(transaction);
  }

  /** Destroy everything, the key first: from then on what is left is noise, whatever happens next. */
  async destroy() {
    this.key = null;
    this.onClosed = () => {};
    const cleared = this.clearKey();
    await cleared.catch(() => {});
    this.database.close();
    await deleteVault();
    await cleared;
  }

  /** @returns {Promise<void>} */
  async clearKey() {
    const transaction = this.database.transaction(KEYS, "readwrite", { durability: "strict" });
    transaction.objectStore(KEYS).clear();
    return transactionEnd(transaction);
  }
}
