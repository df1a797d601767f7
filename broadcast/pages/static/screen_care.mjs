/** Care for panels that keep a picture that never moves: each minute it stands a little elsewhere. */

const MINUTE_MS = 60_000;
/** Eight places around the middle, next to each other; the unit is `screen.css`'s, a few pixels. */
const PLACES = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
];

/**
 * Where the picture stands at a moment, in steps from the middle.
 * @param {number | null} now in ms; null while it is not known
 */
export function shiftAt(now) {
  const minute = Math.floor((now ?? 0) / MINUTE_MS);
  const [x, y] = PLACES[((minute % PLACES.length) + PLACES.length) % PLACES.length];
  return { x, y };
}
