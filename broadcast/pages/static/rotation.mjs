/** Two languages at a time on a screen: one stays, the others take turns beside it. */

/** The longest time between two turns of a language. */
const MAX_WAIT_S = 30;

/**
 * The languages of a screen by their index: the one that stays, those that take turns, and the seconds of each turn.
 * @param {string[]} codes
 * @param {string} fixed the code of the language that stays; the first one if the screen does not have it
 * @param {number} everyS the requested seconds of a turn; shortened where a language would wait too long
 */
export function rotation(codes, fixed, everyS) {
  const stays = Math.max(0, codes.indexOf(fixed));
  const turning = codes.map((_, index) => index).filter((index) => index !== stays);
  const turnS = turning.length > 1 ? Math.min(everyS, MAX_WAIT_S / (turning.length - 1)) : everyS;
  return { stays, turning, turnS };
}
