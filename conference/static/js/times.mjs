/** Times of day and days at the event, whatever the time zone of the device. */

/**
 * Return formatters of moments in a time zone: `time` gives `09:05`, `day` gives `2025-10-25`.
 * @param {string} timeZone
 */
export function eventTimes(timeZone) {
  const parts = /** @type {const} */ ({ timeZone, calendar: "iso8601", numberingSystem: "latn" });
  const time = new Intl.DateTimeFormat("en-GB", { ...parts, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat("en-CA", { ...parts, year: "numeric", month: "2-digit", day: "2-digit" });
  return {
    /** @param {number | string} at */
    time: (at) => time.format(new Date(at)),
    /** @param {number | string} at */
    day: (at) => day.format(new Date(at)),
  };
}
