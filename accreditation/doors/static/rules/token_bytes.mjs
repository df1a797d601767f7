/** Deterministic CBOR (RFC 8949), as far as a badge's token uses it. Pure. */

/** The bytes are not one well-formed item in its shortest form. */
export class Malformed extends Error {}

const DEEPEST = 4;

/**
 * Return the variable parts of a structure. `shape` lists its fixed bytes, and the kind of each part.
 * @param {Uint8Array} data @param {(number | string)[]} shape
 * @returns {(number | string | Uint8Array)[]}
 */
export function readStructure(data, shape) {
  const reader = new Reader(data);
  /** @type {(number | string | Uint8Array)[]} */
  const parts = [];
  for (const part of shape) {
    if (typeof part === "string") parts.push(reader.part(part));
    else if (reader.byte() !== part) throw new Malformed();
  }
  reader.end();
  return parts;
}

/**
 * Return the one item in `data`: a number, a text, bytes, an array, a map, true, false or null.
 * @param {Uint8Array} data
 */
export function readItem(data) {
  const reader = new Reader(data);
  const item = reader.item(1);
  reader.end();
  return item;
}

class Reader {
  #at = 0;
  #data;

  /** @param {Uint8Array} data */
  constructor(data) {
    this.#data = data;
  }

  byte() {
    if (this.#at >= this.#data.length) throw new Malformed();
    return this.#data[this.#at++];
  }

  end() {
    if (this.#at !== this.#data.length) throw new Malformed();
  }

  /** @param {string} kind "int", "bytes" or "text" @returns {number | string | Uint8Array} */
  part(kind) {
    const first = this.byte();
    const major = first >> 5;
    const isOfKind = kind === "int" ? major < 2 : major === (kind === "bytes" ? 2 : 3);
    if (!isOfKind) throw new Malformed();
    return /** @type {number | string | Uint8Array} */ (this.#scalar(major, this.#argument(first & 31)));
  }

  /** @param {number} depth @returns {unknown} */
  item(depth) {
    const first = this.byte();
    const major = first >> 5;
    if (major === 7) return this.#simple(first & 31);
    const argument = this.#argument(first & 31);
    if (major < 4) return this.#scalar(major, argument);
    if (depth > DEEPEST || major === 6) throw new Malformed();
    return major === 4 ? this.#array(argument, depth) : this.#map(argument, depth);
  }

  /** @param {number} major @param {number} argument */
  #scalar(major, argument) {
    if (major === 0) return argument;
    if (major === 1) return -1 - argument;
    const bytes = this.#take(argument);
    return major === 2 ? bytes : decodeText(bytes);
  }

  /** Read a number, which must have its shortest form. @param {number} short */
  #argument(short) {
    if (short < 24) return short;
    if (short > 27) throw new Malformed();
    const size = 2 ** (short - 24);
    const number = this.#take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = short === 24 ? 24 : 256 ** (size / 2);
    if (number < least) throw new Malformed();
    return number;
  }

  /** @param {number} count */
  #take(count) {
    if (count > this.#data.length - this.#at) throw new Malformed();
    this.#at += count;
    return this.#data.slice(this.#at - count, this.#at);
  }

  /** @param {number} count @param {number} depth */
  #array(count, depth) {
    if (count > this.#data.length) throw new Malformed();
    return Array.from({ length: count }, () => this.item(depth + 1));
  }

  /**
   * Read a map. Labels are numbers or texts (RFC 9052 §1.4), ordered by length, then by bytes, so that none is
   * repeated.
   * @param {number} count
   * @param {number} depth
   */
  #map(count, depth) {
    const map = new Map();
    let before = new Uint8Array(0);
    for (let left = count; left > 0; left -= 1) {
      const start = this.#at;
      const key = this.item(depth + 1);
      if (typeof key !== "number" && typeof key !== "string") throw new Malformed();
      const bytes = this.#data.slice(start, this.#at);
      if (!isAfter(before, bytes)) throw new Malformed();
      before = bytes;
      map.set(key, this.item(depth + 1));
    }
    return map;
  }

  /** @param {number} short */
  #simple(short) {
    const value = [false, true, null][short - 20];
    if (value === undefined) throw new Malformed();
    return value;
  }
}

/** @param {Uint8Array} bytes */
function decodeText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed();
  }
}

/** @param {Uint8Array} before @param {Uint8Array} after */
function isAfter(before, after) {
  if (before.length !== after.length) return before.length < after.length;
  const at = before.findIndex((byte, place) => byte !== after[place]);
  return at >= 0 && before[at] < after[at];
}
