/** Finds a machine-readable zone in the lines of text that were recognized in a picture. */

import { readZone } from "./zones.mjs";

const COUNTS = [2, 3];
const SHORTEST_LINE = 24;
const ZONE_LINE = /^[A-Z0-9<]+$/;
const FIRST_LINE = /^[PACI][A-Z0-9<]/;

/**
 * Return the lines of the zone, each with its fillers, or null. Lines whose check digits are right come first; else those
 * that look like a zone, for a person to correct.
 *
 * @param {string} recognized
 * @returns {string | null}
 */
export function findZoneText(recognized) {
  const lines = recognized
    .split("\n")
    .map((line) => withWholeFillers(line.replace(/\s/g, "")))
    .filter((line) => line.length >= SHORTEST_LINE && ZONE_LINE.test(line));
  const groups = COUNTS.flatMap((count) => groupsOf(lines, count)).filter(([first]) => FIRST_LINE.test(first));
  for (const group of groups) {
    const zone = readZone(group.join("\n"));
    if ("lines" in zone) return zone.lines.join("\n");
  }
  return groups.length ? groups[0].join("\n") : null;
}

/** Three fillers end the names: what is recognized behind them are fillers too. @param {string} line */
function withWholeFillers(line) {
  const end = line.indexOf("<<<");
  const hasDigits = /[0-9]/.test(line);
  return end < 0 || hasDigits ? line : line.slice(0, end) + "<".repeat(line.length - end);
}

/** Return each run of `count` lines. @param {string[]} lines @param {number} count */
function groupsOf(lines, count) {
  return lines.slice(0, Math.max(0, lines.length - count + 1)).map((_, start) => lines.slice(start, start + count));
}
