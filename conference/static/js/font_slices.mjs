/**
 * Font slices that the server was still cutting: it answers 503, and a browser asks for the file of a font face only
 * once. While this page is open they are asked for again, one at a time, and take the place of the faces that failed.
 */

/** As the server's `Retry-After`. */
const AGAIN_AFTER_MS = 2_000;
/** Answers without a slice after which a round ends: many pages may ask a server that starts. */
const MOST_MISSES = 8;
/** Rounds in a row without a new slice after which nothing more is asked for; a server needs a second or two for a slice. */
const MOST_EMPTY_ROUNDS = 60;

/** @type {Map<string, FontFace>} the faces that lack their file, by its address */
const lacking = new Map();
/** @type {WeakSet<FontFace>} the faces that failed and have been replaced */
const replaced = new WeakSet();
/** @type {Promise<void> | null} */
let asking = null;

/** Ask for the files of the faces that failed until all are here. */
export function askForLackingSlices() {
  for (const face of document.fonts) if (face.status === "error" && !replaced.has(face)) noteLacking(face);
  asking ??= askInRounds().finally(() => {
    asking = null;
  });
  return asking;
}

/** @param {FontFace} face */
function noteLacking(face) {
  const rule = fontFaceRules().find(({ style }) => style.getPropertyValue("unicode-range") === face.unicodeRange);
  const path = /url\("([^"]+)"\)/.exec(rule?.style.getPropertyValue("src") ?? "")?.[1];
  if (path) lacking.set(new URL(path, rule?.parentStyleSheet?.href ?? location.href).href, face);
}

function fontFaceRules() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules.filter((rule) => rule instanceof CSSFontFaceRule);
}

async function askInRounds() {
  for (let empty = 0; lacking.size && empty < MOST_EMPTY_ROUNDS; empty += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    if (await askOneRound()) empty = 0;
  }
  lacking.clear();
}

/** Ask for one file after the other. What is not there yet is asked for last in the next round. */
async function askOneRound() {
  let misses = 0;
  let count = 0;
  for (const [address, face] of [...lacking]) {
    lacking.delete(address);
    if (await replaceFace(address, face)) {
      count += 1;
      continue;
    }
    lacking.set(address, face);
    misses += 1;
    if (misses === MOST_MISSES) break;
  }
  return count;
}

/** Put the file of a face in its place, if the server has it. @param {string} address @param {FontFace} face */
async function replaceFace(address, face) {
  try {
    const response = await fetch(address);
    if (!response.ok) return false;
    const { family, weight, unicodeRange } = face;
    const file = new FontFace(family, await response.arrayBuffer(), { weight, unicodeRange, display: "swap" });
    document.fonts.add(await file.load());
  } catch {
    return false; // no network, or the page of a network's sign-in instead of a font
  }
  replaced.add(face);
  return true;
}

if (globalThis.document?.fonts) {
  document.fonts.addEventListener("loadingerror", () => void askForLackingSlices());
  void askForLackingSlices();
}
