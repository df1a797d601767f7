/**
 * What a scanner's keys mean on this computer. Scanner and computer may believe in different keyboards; a code with
 * every character of a token, twice, shows which key stands for which character, whatever the two believe.
 */

/** The characters of a token (RFC 9285), in the order of the calibration code. */
export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** @typedef {{code: string, key: string, shift: boolean, alt: boolean}} Stroke one key as it came */
/** @typedef {Record<string, string>} Layout stroke → character */
/** @typedef {{layout: Layout} | {problem: "count" | "differs" | "ambiguous"}} Learnt */

/** The name of a stroke: the key and what was held with it, or what it wrote where the key has no name. @param {Stroke} stroke */
export function strokeName({ code, key, shift, alt }) {
  return code ? `${code}${shift ? "+shift" : ""}${alt ? "+alt" : ""}` : `=${key}`;
}

/** What the strokes of the calibration code teach. @param {Stroke[]} strokes @returns {Learnt} */
export function learnLayout(strokes) {
  const names = strokes.map(strokeName);
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

/** What the strokes say by this layout; empty when one of them is none of its own. @param {Layout} layout @param {Stroke[]} strokes */
export function readWithLayout(layout, strokes) {
  const signs = strokes.map((stroke) => layout[strokeName(stroke)] ?? "");
  return signs.every(Boolean) ? signs.join("") : "";
}
