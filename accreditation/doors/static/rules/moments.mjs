/** Times as the server writes them, in microseconds; a JavaScript date has milliseconds only. Pure. */

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Microseconds of one second. */
export const SECOND = 1_000_000;

/**
 * Return the microseconds since 1970 (exact in a double until the year 2255); NaN for a text that is not a time, which
 * fails every comparison.
 * @param {string} text ISO 8601 with an offset
 */
export function microseconds(text) {
  const match = MOMENT.exec(text);
  return match ? Date.parse(match[1] + match[3]) * 1000 + Number((match[2] ?? "").slice(0, 6).padEnd(6, "0")) : NaN;
}
