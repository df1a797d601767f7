/**
 * The keyboard layout of a scanner on this computer. Scanner and computer may be set to different layouts. The
 * calibration code has every character of a token twice, and shows which key stands for which character.
 */

/** The characters of a token (RFC 9285), in the order of the calibration code. */
export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** Strokes of the mark that a scanner may put in front, such as `]Q1`. */
const MARK_STROKES = 3;

/** @typedef {{code: string, key: string, shift: boolean, alt: boolean}} Stroke one key event */
/** @typedef {Record<string, string>} Layout stroke → character */
/** @typedef {{layout: Layout} | {problem: "count" | "differs" | "ambiguous"}} Learnt */

/**
 * Return the name of a stroke: the key with its modifiers, or its character where the key has no code.
 * @param {Stroke} stroke
 */
export function strokeName({ code, key, shift, alt }) {
  return code ? `${code}${shift ? "+shift" : ""}${alt ? "+alt" : ""}` : `=${key}`;
}

/** Learn a layout from the strokes of the calibration code. @param {Stroke[]} strokes @returns {Learnt} */
export function learnLayout(strokes) {
  const isMarked = strokes.length === 2 * ALPHABET.length + MARK_STROKES;
  const names = (isMarked ? strokes.slice(MARK_STROKES) : strokes).map(strokeName);
  if (names.length !== 2 * ALPHABET.length) return { problem: "count" };
  /** @type {Layout} */
  const layout = {};
  for (const [n, sign] of [...ALPHABET].entries()) {
    if (names[n] !== names[n + ALPHABET.length]) return { problem: "differs" };
    if (Object.hasOwn(layout, names[n])) return { problem: "ambiguous" };
    layout[names[n]] = sign;
  }
  return { layout };
}

/**
 * Return the text of strokes by a layout; empty if it does not know one of them. The first may be the bracket of a mark.
 * @param {Layout} layout
 * @param {Stroke[]} strokes
 */
export function readWithLayout(layout, strokes) {
  const signs = strokes.map((stroke) => layout[strokeName(stroke)] ?? "");
  if (signs[0] === "") signs[0] = "]";
  return signs.every(Boolean) ? signs.join("") : "";
}
