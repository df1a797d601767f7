/** Which letter a key press means, on keyboards of every layout. */

const LATIN = /^\p{Script=Latin}$/u;
const OTHER_SCRIPT = /^\p{Letter}+$/u;
/** What browsers report for a key that an input method keeps for itself. */
const UNNAMED = new Set(["Process", "Unidentified"]);

/**
 * Return the capital letter of a key press, or the name of another key.
 *
 * A Latin letter is taken as it is printed on the key (Dvorak, AZERTY, Bépo). Only a layout without Latin letters, such
 * as a Cyrillic or an Arabic one, is read by the key's place on a QWERTY keyboard; so is the slash where a letter is.
 * @param {{key: string, code: string}} event
 */
export function letterOf({ key, code }) {
  if (LATIN.test(key)) return key.toUpperCase();
  const isOtherScript = OTHER_SCRIPT.test(key) && !/\p{Script=Latin}/u.test(key);
  if (!isOtherScript && !UNNAMED.has(key)) return key;
  if (code === "Slash") return "/";
  return /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
}
