/**
 * How the text of a token begins, and what scanners, keyboards and the clipboard add around it; the same as
 * `looks_like_token` and `strip_decoration` of the server. Pure.
 */

export const PREFIX = "R1:";
/** What a scanner puts in front to name the kind of code, such as `]Q1` for a QR code (ISO/IEC 15424). */
const SYMBOLOGY_MARK = /^\][A-Za-z][0-9A-Za-z]/;

/**
 * Return a text without control characters (STX, ETX, EOT, GS, line ends) and blanks at its ends, and without the mark of
 * the symbology in front. A base45 text never ends in a blank: its value would exceed two bytes.
 * @param {string} text
 */
export function stripDecoration(text) {
  const bare = stripEnds(text);
  return SYMBOLOGY_MARK.test(bare) ? stripEnds(bare.slice(3)) : bare;
}

/** @param {string} text */
function stripEnds(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isDecoration(text[start])) start += 1;
  while (end > start && isDecoration(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string} sign */
function isDecoration(sign) {
  return sign <= " " || sign === "\x7f" || sign === "\xa0" || sign === "\ufeff";
}

/** Tell whether a text begins as a token. @param {string} text */
export function looksLikeToken(text) {
  return text.slice(0, PREFIX.length).toUpperCase() === PREFIX;
}

/** Tell whether a scanned text begins as a token behind what a scanner adds. @param {string} text */
export function holdsToken(text) {
  return looksLikeToken(stripDecoration(text));
}
