/**
 * The page that a paired screen was assigned: whether this is it, and the way to it.
 *
 * @typedef {{href: string, replace: (url: string) => void}} Place
 * @typedef {Pick<Storage, "getItem" | "setItem">} Marks
 */

const GONE_TO = "rostrum.assigned";
const PAGE_HEADER = "X-Rostrum-Page";
const ANSWER_WITHIN_MS = 8000;
const NAME = "screen";
export const HOLD = "hold";

/**
 * The full address of an assigned page, with the screen's name.
 * @param {string} site the path at which the site begins @param {string} address such as `/ar/screens/lobby?place=press`
 * @param {string} name @param {string} base
 */
export function pageOf(site, address, name, base) {
  const url = new URL(site + address.slice(1), base);
  const query = `${NAME}=${encodeURIComponent(name)}`;
  return url.origin + url.pathname + (url.search ? `${url.search}&${query}` : `?${query}`);
}

/** Whether a command has opened this page, which stays until another one leads back. @param {string} href */
export function isHeld(href) {
  return new URL(href).searchParams.get(HOLD) === "1";
}

/** An address without the screen's name and without a fragment. @param {string} href */
export function withoutName(href) {
  const url = new URL(href);
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((one) => one && one.split("=")[0] !== NAME);
  return url.origin + url.pathname + (kept.length ? `?${kept.join("&")}` : "");
}

/**
 * Go to the assigned page, unless this is it; once for each assignment, so that two addresses that lead to each other
 * cause no loop; and only when it answers with a page of a screen, so that no browser's error page is shown.
 * @param {string} target @param {Place} place @param {Marks | null} marks @param {typeof fetch} fetchPage
 * @returns {Promise<boolean>} whether this page will be left
 */
export async function goToPage(target, place, marks, fetchPage) {
  if (withoutName(place.href) === withoutName(target)) {
    writeMark(marks, "");
    return false;
  }
  if (readMark(marks) === target || !(await isServed(target, fetchPage))) return false;
  if (!writeMark(marks, target)) return false;
  place.replace(target);
  return true;
}

/** @param {string} target @param {typeof fetch} fetchPage */
export async function isServed(target, fetchPage) {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetchPage(target, { cache: "no-cache", headers: { Accept: "text/html" }, signal });
    return response.ok && !response.redirected && response.headers.has(PAGE_HEADER);
  } catch {
    return false;
  }
}

/** @param {Marks | null} marks */
function readMark(marks) {
  try {
    return marks?.getItem(GONE_TO) ?? "";
  } catch {
    return "";
  }
}

/** Store a mark; false where it cannot be stored. @param {Marks | null} marks @param {string} target */
function writeMark(marks, target) {
  try {
    marks?.setItem(GONE_TO, target);
    return readMark(marks) === target;
  } catch {
    return false;
  }
}
