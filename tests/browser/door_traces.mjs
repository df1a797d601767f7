/**
 * Search everything that a browser keeps of a page for texts (as the Latin-1 reading of their bytes) and for keys.
 * Playwright evaluates this file in the page (`tests/browser/door_site.py`).
 */
async (/** @type {string[]} */ needles) => {
  /** @type {string[]} */
  const found = [];
  const latin = new TextDecoder("latin1");
  const done = (/** @type {IDBRequest} */ request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const bytesOf = (/** @type {unknown} */ value) => {
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (value instanceof Uint8Array) return value;
    return new TextEncoder().encode(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  };
  const look = (/** @type {string} */ where, /** @type {unknown} */ value) => {
    if (value instanceof CryptoKey) {
      found.push(`${where}: a key`);
      return;
    }
    const text = latin.decode(bytesOf(value));
    for (const needle of needles) if (text.includes(needle)) found.push(`${where}: ${needle}`);
    const isPlain =
      value && typeof value === "object" && !(value instanceof Uint8Array || value instanceof ArrayBuffer);
    if (isPlain) for (const [name, inner] of Object.entries(value)) look(`${where}.${name}`, inner);
  };
  let records = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name ?? ""));
    for (const store of database.objectStoreNames) {
      const held = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(held.getAllKeys()), done(held.getAll())]);
      records += keys.length;
      for (const [n, key] of keys.entries()) look(`${name}/${store}/${key}`, [String(key), values[n]]);
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) look(request.url, await (await cache.match(request))?.arrayBuffer());
  }
  for (const storage of [localStorage, sessionStorage]) look("storage", { ...storage });
  look("page", [document.cookie, location.href, document.title]);
  return { found, records };
};
