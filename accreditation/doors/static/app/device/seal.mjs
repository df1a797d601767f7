/**
 * What is kept on the device is encrypted: AES-GCM under a key that scripts cannot read out. The name of a record is
 * part of what is sealed, so that one record cannot be put in another's place.
 */

/** Bytes of the random part of each record; with a few million records a repeat stays out of reach. */
const IV_BYTES = 12;
const [TEXT, BYTES] = [0, 1];

/** @typedef {{iv: Uint8Array, data: ArrayBuffer}} Sealed */

/** A new key that never leaves the browser's own keeping. @returns {Promise<CryptoKey>} */
export function makeKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** @param {CryptoKey} key @param {string} name @param {unknown} value JSON, or bytes @returns {Promise<Sealed>} */
export async function seal(key, name, value) {
  const bytes = value instanceof Uint8Array;
  const content = bytes ? value : new TextEncoder().encode(JSON.stringify(value));
  const plain = new Uint8Array(content.length + 1);
  plain[0] = bytes ? BYTES : TEXT;
  plain.set(content, 1);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, data: await crypto.subtle.encrypt(cipherOf(iv, name), key, plain) };
}

/** The value again. Throws for a record that was changed, renamed, or sealed by another key. @param {CryptoKey} key @param {string} name @param {Sealed} sealed @returns {Promise<any>} */
export async function unseal(key, name, { iv, data }) {
  const plain = new Uint8Array(await crypto.subtle.decrypt(cipherOf(iv, name), key, data));
  return plain[0] === BYTES ? plain.slice(1) : JSON.parse(new TextDecoder().decode(plain.subarray(1)));
}

/** @param {Uint8Array} iv @param {string} name */
function cipherOf(iv, name) {
  return /** @type {AesGcmParams} */ ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });
}
