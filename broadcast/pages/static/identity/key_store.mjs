/**
 * The identity of this device as a screen, in IndexedDB: an ECDSA P-256 key pair whose private key cannot be read, and
 * once it is paired the name of the screen, what it shows and the room where it hangs.
 *
 * @typedef {{keys: CryptoKeyPair, publicKey: string, name: string | null, address: string | null,
 *   room?: string}} Identity
 */

import { SITE } from "../../../../conference/static/js/site.mjs";

const DATABASE = `rostrum-screen ${SITE}`;
const STORE = "identity";
const OWN = "own";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** Whether this browser can have an identity: WebCrypto works on HTTPS and on the machine itself alone. */
export function canHaveIdentity() {
  return globalThis.isSecureContext === true && globalThis.crypto?.subtle !== undefined && "indexedDB" in globalThis;
}

/** The stored identity, or null. @returns {Promise<Identity | null>} */
export async function loadIdentity() {
  const found = await withStore("readonly", (store) => store.get(OWN));
  return found?.keys?.privateKey ? found : null;
}

/** Store a new identity in place of any other. @returns {Promise<Identity>} */
export async function makeIdentity() {
  const keys = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const publicKey = encodeBytes(await crypto.subtle.exportKey("raw", keys.publicKey));
  return saveIdentity({ keys, publicKey, name: null, address: null });
}

/** @param {Identity} identity @returns {Promise<Identity>} */
export async function saveIdentity(identity) {
  await withStore("readwrite", (store) => store.put(identity, OWN));
  return identity;
}

/**
 * The signature of a text in base64url: r and s.
 * @param {Identity} identity @param {string} text
 */
export async function signText(identity, text) {
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return encodeBytes(await crypto.subtle.sign(algorithm, identity.keys.privateKey, new TextEncoder().encode(text)));
}

/** @param {ArrayBuffer} bytes */
export function encodeBytes(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} */
async function withStore(mode, act) {
  const database = await settled(openDatabase());
  try {
    return await settled(act(database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** @returns {IDBOpenDBRequest} */
function openDatabase() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return opening;
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
