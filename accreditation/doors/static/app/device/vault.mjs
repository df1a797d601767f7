/**
 * The device's storage: records in IndexedDB, each encrypted (`seal.mjs`). Without the key no record can be read, so the
 * key is destroyed first.
 */

import { NAME } from "../urls.mjs";
import { makeKey, seal, unseal } from "./seal.mjs";

/** A database that another page holds open is deleted when that page closes it; its key is destroyed by then. */
const DELETE_WITHIN_MS = 3000;
const [KEYS, RECORDS, KEY] = ["keys", "records", "key"];
/** The browser may fail to open its storage for a moment; after this many failures in a row the data count as lost. */
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

/** Open the database, and create it if it is missing. @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(RECORDS);
  };
  return requestResult(request);
}

/**
 * @param {CryptoKey} key
 * @param {Iterable<[string, unknown]>} values
 * @returns {Promise<(readonly [string, import("./seal.mjs").Sealed])[]>}
 */
function sealAll(key, values) {
  return Promise.all(
    [...values].map(async ([name, value]) => /** @type {const} */ ([name, await seal(key, name, value)])),
  );
}

/** Delete a vault that cannot be opened. */
export async function deleteVault() {
  const gone = requestResult(indexedDB.deleteDatabase(NAME));
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, DELETE_WITHIN_MS))]);
}

/** Abort a write if the key is missing: the record could never be read. @param {IDBTransaction} transaction */
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
    /** @type {Promise<void> | null} the last replacement of the key; it ends when the key is stored or could not be */
    this.keyChange = null;
    /** @type {() => void} called when the browser closed the database: its data may be deleted */
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

  /** Open the vault of this device, or create it. A new vault has no key until `reset`. */
  static async open() {
    const database = await openDatabase();
    return new Vault(database, (await requestResult(database.transaction(KEYS).objectStore(KEYS).get(KEY))) ?? null);
  }

  /** Check that the key is still in the browser's storage. Opens a database again that the browser has closed. */
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

  /** Whether the vault has a key, so that records can be read and written. */
  get isOpen() {
    return this.key !== null;
  }

  /**
   * Replace the key and all records: earlier records cannot be read any more. Records that are saved meanwhile are kept.
   * @param {Iterable<[string, unknown]>} [values] the new records
   */
  async reset(values = []) {
    const key = await makeKey();
    const sealed = await sealAll(key, values);
    const transaction = this.database.transaction([KEYS, RECORDS], "readwrite", { durability: "strict" });
    const records = transaction.objectStore(RECORDS);
    records.clear();
    for (const [name, record] of sealed) records.put(record, name);
    transaction.objectStore(KEYS).put(key, KEY);
    const stored = transactionEnd(transaction).then(() => {
      this.key = key;
    });
    this.keyChange = stored.catch(() => {});
    await stored;
  }

  /**
   * Return a vault with these records only. This one cannot be used any more.
   * @param {Iterable<[string, unknown]>} values
   */
  async replace(values) {
    this.key = null;
    this.onClosed = () => {};
    const next = new Vault(this.database, null);
    await next.reset(values);
    return next;
  }

  /** Return the key. Throws if there is none. @returns {CryptoKey} */
  requireKey() {
    if (this.key === null) throw new Error("the vault has no key");
    return this.key;
  }

  /**
   * Return the value of a record, or null. Throws if it cannot be decrypted.
   * @param {string} name
   * @returns {Promise<any>}
   */
  async get(name) {
    const sealed = await requestResult(this.database.transaction(RECORDS).objectStore(RECORDS).get(name));
    return sealed === undefined ? null : unseal(this.requireKey(), name, sealed);
  }

  /**
   * List the records whose name begins with a prefix, by name.
   * @param {string} prefix
   * @returns {Promise<Map<string, any>>}
   */
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

  /** List the names of records that begin with a prefix. @param {string} prefix @returns {Promise<string[]>} */
  async listNames(prefix) {
    const store = this.database.transaction(RECORDS).objectStore(RECORDS);
    return (await requestResult(store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))).map(String);
  }

  /**
   * Write and delete records in one transaction. With `strict` it ends when the data are on the disk, and it fails if
   * the key is not stored.
   * @param {Iterable<[string, unknown]>} values
   * @param {{gone?: Iterable<string>, strict?: boolean}} [options]
   */
  async save(values, options = {}) {
    const records = [...values];
    for (;;) {
      const change = this.keyChange;
      await change;
      const key = this.requireKey();
      const sealed = await sealAll(key, records);
      if (this.key === key && this.keyChange === change) return this.writeSealed(sealed, options);
    }
  }

  /**
   * As `save`, of encrypted records. The transaction begins before the call returns: no key is replaced in between.
   * @param {(readonly [string, import("./seal.mjs").Sealed])[]} sealed
   * @param {{gone?: Iterable<string>, strict?: boolean}} options
   */
  async writeSealed(sealed, { gone = [], strict = false }) {
    const stores = strict ? [KEYS, RECORDS] : [RECORDS];
    const transaction = this.database.transaction(stores, "readwrite", { durability: strict ? "strict" : "relaxed" });
    if (strict) abortWithoutKey(transaction);
    const store = transaction.objectStore(RECORDS);
    for (const name of gone) store.delete(name);
    for (const [name, record] of sealed) store.put(record, name);
    await transactionEnd(transaction);
  }

  /** Destroy everything, the key first: records that remain cannot be decrypted. */
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
