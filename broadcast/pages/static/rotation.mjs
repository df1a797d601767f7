/** Languages of a screen: two at a time, of which one stays, or one at a time. */

/** The longest time between two turns of a language. */
const MAX_WAIT_S = 30;

/**
 * The languages of a screen by their index: the one that stays, those that take turns, and the seconds of each turn.
 * @param {string[]} codes
 * @param {string} fixed the code of the language that stays; the first one if the screen does not have it
 * @param {number} everyS the requested seconds of a turn; shortened where a language would wait too long
 * @returns {{stays: number | null, turning: number[], turnS: number}}
 */
export function rotation(codes, fixed, everyS) {
  const stays = Math.max(0, codes.indexOf(fixed));
  const turning = codes.map((_, index) => index).filter((index) => index !== stays);
  const turnS = turning.length > 1 ? Math.min(everyS, MAX_WAIT_S / (turning.length - 1)) : everyS;
  return { stays, turning, turnS };
}

/**
 * The languages of a screen that shows one at a time: all take turns, none stays.
 * @param {string[]} codes
 * @param {string} _fixed
 * @param {number} everyS the requested seconds of a turn; shortened where a language would wait too long
 * @returns {{stays: number | null, turning: number[], turnS: number}}
 */
export function wholeRotation(codes, _fixed, everyS) {
  const turnS = codes.length > 1 ? Math.min(everyS, MAX_WAIT_S / (codes.length - 1)) : everyS;
  return { stays: null, turning: codes.map((_, index) => index), turnS };
}
