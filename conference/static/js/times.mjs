/** Times of day and days at the event, whatever the time zone of the device. */

/**
 * Return formatters of moments in a time zone: `time` gives `09:05`, `day` gives `2025-10-25`.
 * @param {string} timeZone
 */
export function eventTimes(timeZone) {
  const two = /** @type {const} */ ("2-digit");
  const format = new Intl.DateTimeFormat("en", {
    ...{ timeZone, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: "numeric", month: two, day: two, hour: two, minute: two },
  });
  /** @param {number | string} at */
  const parts = (at) => Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return {
    /** @param {number | string} at */
    time: (at) => {
      const { hour, minute } = parts(at);
      return `${hour}:${minute}`;
    },
    /** @param {number | string} at */
    day: (at) => {
      const { year, month, day } = parts(at);
      return `${year}-${month}-${day}`;
    },
  };
}

/** Return the formatters of the time zone of this device. */
export const readerTimes = () => eventTimes(Intl.DateTimeFormat().resolvedOptions().timeZone);

/**
 * Return a day (`2025-10-25`) without its year as the language writes it: `25 October`.
 * @param {{months: string[], first: string}} patterns of the language, as the server has them (conference.texts.dates)
 * @param {string} day
 */
export function formatDay({ months, first }, day) {
  const [, month, date] = day.split("-").map(Number);
  return months[month - 1].replace("{day}", date === 1 ? first : String(date));
}
