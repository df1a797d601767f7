/** Proof of a supervisor's override by a PIN that never leaves the device (docs/doors.md). */

const ROUNDS = 600_000;
/** Wrong PINs in a row before the first lock. */
const FREE_TRIES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;

/** @typedef {{id: string, name: string, salt: string, check: string}} Supervisor */

/** @param {string} text */
function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {ArrayBuffer | Uint8Array} bytes */
export function toHex(bytes) {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Derive the verifier that the server stores for a PIN.
 * @param {string} pin
 * @param {string} salt hexadecimal
 * @returns {Promise<ArrayBuffer>} 32 bytes
 */
export async function deriveVerifier(pin, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: ROUNDS },
    key,
    256,
  );
}

/**
 * Return the proof that the supervisor confirmed this override; null for a wrong PIN.
 * @param {string} pin
 * @param {Supervisor} supervisor
 * @param {{key: string, of: string, reason: string}} override
 * @returns {Promise<string | null>}
 */
export async function proveOverride(pin, supervisor, { key, of, reason }) {
  const verifier = await deriveVerifier(pin, supervisor.salt);
  if (toHex(await crypto.subtle.digest("SHA-256", verifier)) !== supervisor.check) return null;
  const hmac = await crypto.subtle.importKey("raw", verifier, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = `override\n${key}\n${of}\n${supervisor.id}\n${reason}`;
  return toHex(await crypto.subtle.sign("HMAC", hmac, new TextEncoder().encode(text)));
}

/**
 * @typedef {{wrong: number, until: number}} PinLock number of wrong PINs in a row, and until when no PIN is accepted
 */

/**
 * Return the lock after one more wrong PIN; from the fifth on each lock is twice as long.
 * @param {PinLock} lock
 * @param {number} now
 * @returns {PinLock}
 */
export function lockAfterWrongPin(lock, now) {
  const wrong = lock.wrong + 1;
  const times = wrong - FREE_TRIES;
  return { wrong, until: times < 0 ? 0 : now + Math.min(FIRST_LOCK_MS * 2 ** times, LONGEST_LOCK_MS) };
}

/** No lock: at the start and after a correct PIN. @type {PinLock} */
export const UNLOCKED = { wrong: 0, until: 0 };
