/**
 * A badge's token: the same rules and the same flaws as `accreditation/badges/domain/tokens.py` and `accreditation/badges/cose.py`.
 * COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392), ES256 by WebCrypto, base45 text (RFC 9285).
 * `tests/vectors/tokens.json` checks both. The reader throws for no text.
 */

import { looksLikeToken, PREFIX, stripDecoration } from "../../../badges/static/readers/token_text.mjs";
import { Malformed, readItem, readStructure } from "./token_bytes.mjs";

/**
 * @typedef {object} Claims The content of a token; `badge_id` is 16 hexadecimal digits, the moments are ISO 8601 in UTC.
 * @property {string} audience
 * @property {string} badge_id
 * @property {number} serial
 * @property {string} category
 * @property {number} zone_bits
 * @property {string} valid_from
 * @property {string} valid_until
 */
/** @typedef {{flaw: string | null, claims: Claims | null}} TokenReading With a flaw, the claims are not trusted. */
/** @typedef {{key_id: number, point: string}} PublishedKey `point` is the uncompressed P-256 point in base64. */
/** @typedef {{audience: string, event_mark: string, keys: Map<number, CryptoKey[]>}} Trust */

/** What follows the two marks in the audience of a collection pass. */
const PASS_PURPOSE = "/collect";
const MAX_BYTES = 255;
const MAX_TEXT = PREFIX.length + ((MAX_BYTES + 1) / 2) * 3;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const FIRST_SECOND = -62_135_596_800; // 0001-01-01, where Python's years begin
const LAST_SECOND = 253_402_300_799; // 9999-12-31

class Refused extends Error {
  /** @param {string} flaw @param {Claims | null} [claims] */
  constructor(flaw, claims = null) {
    super(flaw);
    this.reading = { flaw, claims };
  }
}

/**
 * Return what tokens are verified against. Keys that cannot be imported are left out.
 * @param {{audience: string, event_mark: string}} plan
 * @param {PublishedKey[]} published
 * @returns {Promise<Trust>}
 */
export async function trustIn({ audience, event_mark }, published) {
  /** @type {Map<number, CryptoKey[]>} */
  const keys = new Map();
  for (const { key_id, point } of published) {
    const key = await importKey(point);
    if (key) keys.set(key_id, [...(keys.get(key_id) ?? []), key]);
  }
  return { audience, event_mark, keys };
}

/** @param {string} point @returns {Promise<CryptoKey | null>} */
async function importKey(point) {
  try {
    const bytes = Uint8Array.from(atob(point), (sign) => sign.charCodeAt(0));
    return await crypto.subtle.importKey("raw", bytes, ES256, false, ["verify"]);
  } catch {
    return null;
  }
}

/**
 * Return the verified claims, or the name of the flaw. Throws for no text.
 * @param {string} text @param {Trust} trust @returns {Promise<TokenReading>}
 */
export async function readToken(text, trust) {
  try {
    return { flaw: null, claims: await provenClaims(text, trust) };
  } catch (error) {
    return error instanceof Refused ? error.reading : { flaw: "unreadable", claims: null };
  }
}

/**
 * Return what `decide` may use of a token.
 * @param {TokenReading} token @returns {import("./decide.mjs").Reading}
 */
export function readingOf({ flaw, claims }) {
  if (flaw !== null || claims === null) {
    return { flaw: flaw ?? "unreadable", serial: null, zone_bits: null, valid_from: null, valid_until: null };
  }
  const { serial, zone_bits, valid_from, valid_until } = claims;
  return { flaw: null, serial, zone_bits, valid_from, valid_until };
}

/** What `decide` may use of a code typed by hand. @type {Readonly<import("./decide.mjs").Reading>} */
export const TYPED = Object.freeze({ flaw: null, serial: null, zone_bits: null, valid_from: null, valid_until: null });

/** @param {string} text @param {Trust} trust @returns {Promise<Claims>} */
async function provenClaims(text, trust) {
  const [header, payload, signature] = splitEnvelope(bytesOf(stripDecoration(text)));
  const keyId = keyIdOf(header);
  const claims = claimsOf(payload);
  const flaw = flawOfAudience(claims.audience, trust);
  if (flaw !== null) throw new Refused(flaw, claims);
  const keys = trust.keys.get(keyId);
  if (!keys) throw new Refused("unknown_key", claims);
  const signed = toBeSigned(header, payload);
  for (const key of keys) if (await verifies(key, signature, signed)) return claims;
  throw new Refused("bad_signature", claims);
}

/** Tell whether a text is a collection pass of any event, which needs neither a plan nor a key. @param {string} text */
export function isCollectionPass(text) {
  try {
    const [, payload] = splitEnvelope(bytesOf(stripDecoration(text)));
    return claimsOf(payload).audience.endsWith(PASS_PURPOSE);
  } catch {
    return false;
  }
}

/** @param {string} claim @param {Trust} trust */
function flawOfAudience(claim, { audience, event_mark }) {
  if (claim === audience) return null;
  const marks = claim.endsWith(PASS_PURPOSE) ? claim.slice(0, -PASS_PURPOSE.length) : claim;
  if (marks === audience) return "collection_pass";
  const sameEvent = marks.startsWith(event_mark) && marks.length === audience.length;
  return sameEvent ? "wrong_environment" : "wrong_event";
}

/** @param {string} text */
function bytesOf(text) {
  if (!looksLikeToken(text)) throw new Refused("not_a_badge");
  if (text.length > MAX_TEXT) throw new Refused("unreadable");
  const values = [...text.slice(PREFIX.length)].map((sign) =>
    sign < "\x80" ? ALPHABET.indexOf(sign.toUpperCase()) : -1,
  );
  if (values.includes(-1) || values.length % 3 === 1) throw new Refused("unreadable");
  /** @type {number[]} */
  const bytes = [];
  for (let at = 0; at < values.length; at += 3) bytes.push(...decodeGroup(values.slice(at, at + 3)));
  if (bytes.length > MAX_BYTES) throw new Refused("unreadable");
  return Uint8Array.from(bytes);
}

/** Decode a group of base45: three characters to two bytes, two to one. @param {number[]} values */
function decodeGroup(values) {
  const number = values.reduceRight((sum, value) => sum * 45 + value, 0);
  if (number >= (values.length === 3 ? 65_536 : 256)) throw new Refused("unreadable");
  return values.length === 3 ? [number >> 8, number & 255] : [number];
}

/** Return header, payload and signature of a COSE_Sign1 with an empty unprotected header. @param {Uint8Array} data */
function splitEnvelope(data) {
  return readStructure(data, [0xd2, 0x84, "bytes", 0xa0, "bytes", "bytes"]).map(
    (part) => /** @type {Uint8Array} */ (part),
  );
}

/** @param {Uint8Array} header */
function keyIdOf(header) {
  if (header.length === 6 && [0xa2, 0x01, 0x26, 0x04, 0x41].every((byte, at) => header[at] === byte)) return header[5];
  const fields = readItem(header);
  throw new Refused(fields instanceof Map && fields.get(1) !== -7 ? "other_algorithm" : "unreadable");
}

const PAYLOAD = [0xa7, 0x03, "text", 0x04, "int", 0x05, "int", 0x07, "bytes", 0x20, "int", 0x21, "text", 0x22, "int"];

/**
 * Return the claims in the payload, which must be exactly the seven, each of its type and range.
 * @param {Uint8Array} payload
 */
function claimsOf(payload) {
  const [audience, until, from, id, serial, category, zone_bits] = /** @type {any[]} */ (
    readStructure(payload, PAYLOAD)
  );
  const sizes = id.length === 8 && audience !== "" && category !== "" && [...category].length <= 2;
  const ranges = serial >= 1 && zone_bits >= 0 && Number.isSafeInteger(serial) && Number.isSafeInteger(zone_bits);
  if (!sizes || !ranges || until <= from) throw new Malformed();
  const badge_id = [...id].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    audience,
    badge_id,
    serial,
    category,
    zone_bits,
    valid_from: formatMoment(from),
    valid_until: formatMoment(until),
  };
}

/** @param {number} seconds */
function formatMoment(seconds) {
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) throw new Malformed();
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** Sig_structure of RFC 9052 §4.4, without external data. @param {Uint8Array} header @param {Uint8Array} payload */
function toBeSigned(header, payload) {
  const context = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
  return Uint8Array.from([...context, ...byteString(header), 0x40, ...byteString(payload)]);
}

/** @param {Uint8Array} bytes at most 255 */
function byteString(bytes) {
  return [...(bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length]), ...bytes];
}

/** @param {CryptoKey} key @param {Uint8Array} signature @param {Uint8Array} signed */
async function verifies(key, signature, signed) {
  if (signature.length !== 64) return false;
  try {
    const given = Uint8Array.from(signature);
    return await crypto.subtle.verify(ES256, key, given, Uint8Array.from(signed));
  } catch {
    return false;
  }
}
