/** Whether a screen shows its name, because the console has asked for it. */

/**
 * @param {{screen: string | null, until: string} | null} identification `screen` null: every screen
 * @param {string[]} names under which this screen reports
 * @param {number | null} now server time in ms; while it is not known no name is shown
 */
export function isIdentified(identification, names, now) {
  if (!identification || now === null || Date.parse(identification.until) <= now) return false;
  return identification.screen === null || names.includes(identification.screen);
}
