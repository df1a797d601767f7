/**
 * Encryption of the records on the device: AES-GCM under a key that scripts cannot export. The record's name is
 * authenticated, so that one record cannot replace another.
 */

/** Bytes of a record's random nonce; with a few million records a repetition is very improbable. */
const IV_BYTES = 12;
const [TEXT, BYTES] = [0, 1];

/** @typedef {{iv: Uint8Array, data: ArrayBuffer}} Sealed */

/** Generate a key that cannot be exported. @returns {Promise<CryptoKey>} */
export function makeKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * Encrypt a value.
 * @param {CryptoKey} key
 * @param {string} name
 * @param {unknown} value JSON, or bytes
 * @returns {Promise<Sealed>}
 */
export async function seal(key, name, value) {
  const bytes = value instanceof Uint8Array;
  const content = bytes ? value : new TextEncoder().encode(JSON.stringify(value));
  const plain = new Uint8Array(content.length + 1);
  plain[0] = bytes ? BYTES : TEXT;
  plain.set(content, 1);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, data: await crypto.subtle.encrypt(cipherOf(iv, name), key, plain) };
}

/**
 * Decrypt a record. Throws if it was changed, renamed, or encrypted by another key.
 * @param {CryptoKey} key
 * @param {string} name
 * @param {Sealed} sealed
 * @returns {Promise<any>}
 */
export async function unseal(key, name, { iv, data }) {
  const plain = new Uint8Array(await crypto.subtle.decrypt(cipherOf(iv, name), key, data));
  return plain[0] === BYTES ? plain.slice(1) : JSON.parse(new TextDecoder().decode(plain.subarray(1)));
}

/** @param {Uint8Array} iv @param {string} name */
function cipherOf(iv, name) {
  return /** @type {AesGcmParams} */ ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });
}
