/**
 * What a screen reports to have painted: its layout, its page, and a digest of the texts that stand in the page.
 *
 * A view marks the elements whose whole text is one field of a key of the board (`textMark`). After the paint these
 * elements are read back from the document, never from the board: a page that was not painted again, or was painted
 * wrongly, reports the texts that it has. The server computes the digest of the same fields from the board
 * (`broadcast/feed/displays/painted_text.py`).
 */

const ATTRIBUTE = "data-text";
/** Most bytes of the list of fields, so that a report stays below the limit of the feed (docs/wire.md). */
const MAX_LISTED = 1400;
const DIGEST_BYTES = 16;

/**
 * @typedef {{key: string, field: string, tag: string, text: string}} PaintedText `tag`: the language that it is marked with
 * @typedef {{layout?: string, page?: number, pages?: number, texts?: Record<string, string>, digest?: string,
 *   waits?: boolean}} Report
 */

/**
 * Attributes of an element whose text is a field of a key in the language of `words`; none on pages that report nothing.
 * @param {import("../words.mjs").Words} words @param {string} key @param {string} field such as `speaker.name`
 * @returns {Record<string, string>}
 */
export function textMark(words, key, field) {
  return words.marksTexts ? { [ATTRIBUTE]: `${words.language.code} ${key} ${field}` } : {};
}

/**
 * The marked texts that are visible in one language, in the order of the document, each field once.
 * @param {ParentNode} root @param {string} code
 * @returns {PaintedText[]}
 */
export function readPainted(root, code) {
  const found = new Map();
  for (const element of root.querySelectorAll(`[${ATTRIBUTE}^="${code} "]`)) {
    const [, key, field] = element.getAttribute(ATTRIBUTE)?.split(" ") ?? [];
    if (!key || !field || found.has(`${key} ${field}`) || !isOnDisplay(element)) continue;
    const tag = element.closest("[lang]")?.getAttribute("lang") ?? "";
    found.set(`${key} ${field}`, { key, field, tag, text: spaced(element.textContent ?? "") });
  }
  return [...found.values()];
}

/** @param {Element} element */
function isOnDisplay(element) {
  if (element.checkVisibility?.({ visibilityProperty: true }) === false) return false;
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}

/** @param {string} text */
function spaced(text) {
  return text.replace(/\s+/g, " ").trim();
}

/**
 * The texts that fit into a report, and what it lists of them: the fields of each key.
 * @param {PaintedText[]} painted
 */
export function listPainted(painted) {
  /** @type {Record<string, string>} */
  const texts = {};
  let bytes = 0;
  for (const { key, field } of painted) {
    bytes += field.length + 1 + (key in texts ? 0 : key.length + 6);
    if (bytes > MAX_LISTED) break;
    texts[key] = key in texts ? `${texts[key]} ${field}` : field;
  }
  return texts;
}

/**
 * The digest of painted texts: half of SHA-256 over a line for each field, sorted by key and field; null in pages that
 * are not served over HTTPS, where browsers compute none.
 * @param {PaintedText[]} painted
 */
export async function digestOf(painted) {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return null;
  const lines = painted.map(({ key, field, tag, text }) => `${key}\t${field}\t${tag}\t${text}\n`);
  const sorted = new TextEncoder().encode(lines.sort().join(""));
  const digest = new Uint8Array(await subtle.digest("SHA-256", sorted)).slice(0, DIGEST_BYTES);
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The report on the texts of one language that stand in the document now.
 * @param {string} code @param {{layout: string, page?: number, pages?: number}} place
 * @returns {Promise<Report>}
 */
export async function readReport(code, { layout, page = 1, pages = 1 }) {
  const painted = readPainted(document, code);
  const texts = listPainted(painted);
  const listed = painted.filter(({ key, field }) => texts[key]?.split(" ").includes(field));
  const digest = await digestOf(listed);
  return { layout, page, pages, ...(digest === null ? {} : { texts, digest }) };
}
