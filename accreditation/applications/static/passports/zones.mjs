/**
 * Machine-readable zones of ICAO Doc 9303 as `accreditation/applications/domain/passports/` reads them, for advice while
 * one is typed; tests/vectors/passports.json keeps both equal.
 */

const FILLER = "<";

/**
 * Signs `start` to `end` (exclusive) of a line, counted from 0, as [line, start, end].
 * @typedef {[number, number, number]} Span
 * @typedef {{digit: Span, spans: Span[]}} Check
 * @typedef {{count: number, width: number, fields: Record<string, Span>, checks: Check[]}} Layout
 * @typedef {{kind: "TD3" | "TD1", lines: string[]}} Zone
 * @typedef {{code: string, params: Record<string, string | number>}} Problem
 */

/** @type {Record<"TD3" | "TD1", Layout>} */
const LAYOUTS = {
  TD3: {
    count: 2,
    width: 44,
    fields: {
      code: [0, 0, 2],
      issuer: [0, 2, 5],
      names: [0, 5, 44],
      number: [1, 0, 9],
      nationality: [1, 10, 13],
      birth: [1, 13, 19],
      expiry: [1, 21, 27],
    },
    checks: [
      { digit: [1, 9, 10], spans: [[1, 0, 9]] },
      { digit: [1, 19, 20], spans: [[1, 13, 19]] },
      { digit: [1, 27, 28], spans: [[1, 21, 27]] },
      { digit: [1, 42, 43], spans: [[1, 28, 42]] },
      {
        digit: [1, 43, 44],
        spans: [
          [1, 0, 10],
          [1, 13, 20],
          [1, 21, 43],
        ],
      },
    ],
  },
  TD1: {
    count: 3,
    width: 30,
    fields: {
      code: [0, 0, 2],
      issuer: [0, 2, 5],
      number: [0, 5, 14],
      birth: [1, 0, 6],
      expiry: [1, 8, 14],
      nationality: [1, 15, 18],
      names: [2, 0, 30],
    },
    checks: [
      { digit: [0, 14, 15], spans: [[0, 5, 14]] },
      { digit: [1, 6, 7], spans: [[1, 0, 6]] },
      { digit: [1, 14, 15], spans: [[1, 8, 14]] },
      {
        digit: [1, 29, 30],
        spans: [
          [0, 5, 30],
          [1, 0, 7],
          [1, 8, 15],
          [1, 18, 29],
        ],
      },
    ],
  },
};

const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WEIGHTS = [7, 3, 1];
const MAX_TYPED = 400;
const MAX_ALIKE = 6;
const MAX_MISSING = 8;
const SHORTEST_NAMES = 12;
const LIKE_DIGITS = "OQDILZSBG";
const DIGITS = "000112586";
/** @type {Record<string, string>} */
const ALIKE = { O: "O0", 0: "0O", I: "I1", 1: "1I" };
/** @type {Record<string, string>} */
const FILLERS = { "«": "<<", "≪": "<<", "《": "<<", "‹": "<", "\u3008": "<", "⟨": "<", "˂": "<" };
/** @type {Record<"TD3" | "TD1", string>} */
const DOCUMENTS = { TD3: "P", TD1: "ACI" };
const KINDS = /** @type {("TD3" | "TD1")[]} */ (["TD3", "TD1"]);

/** Return the check digit of signs A to Z, 0 to 9 and fillers. @param {string} text */
export function checkDigit(text) {
  const sum = [...text].reduce(
    (total, sign, place) => total + Math.max(0, VALUES.indexOf(sign)) * WEIGHTS[place % 3],
    0,
  );
  return String(sum % 10);
}

/** Return the zone of a typed text, or why it is none. @param {string} text @returns {Zone | Problem} */
export function readZone(text) {
  const lines = linesOf(text.slice(0, MAX_TYPED));
  const kind = KINDS.find((one) => LAYOUTS[one].count === lines.length);
  if (!kind) return { code: "passport.lines", params: { count: lines.length } };
  const layout = LAYOUTS[kind];
  const fitted = lines.map((line, number) => fitLine(line, layout, number));
  for (const [number, line] of fitted.entries()) {
    const signs = [...line];
    const wrong = signs.findIndex((sign) => !/[A-Z0-9<]/.test(sign));
    if (wrong >= 0)
      return { code: "passport.sign", params: { line: number + 1, sign: wrong + 1, letter: signs[wrong] } };
    const params = { line: number + 1, length: line.length, expected: layout.width };
    if (line.length !== layout.width) return { code: "passport.length", params };
  }
  const zone = withRightNumber(withLikelySigns({ kind, lines: fitted }));
  return problemOf(zone) ?? zone;
}

/** @param {Zone} zone @param {string} name */
export function fieldOf(zone, name) {
  return signsAt(zone.lines, LAYOUTS[zone.kind].fields[name]);
}

/** Return family name and given names. @param {Zone} zone @returns {[string, string]} */
export function namesOf(zone) {
  const field = fieldOf(zone, "names");
  const end = field.indexOf(FILLER + FILLER);
  const [family, given] = end < 0 ? [field, ""] : [field.slice(0, end), field.slice(end + 2)];
  return [wordsOf(family), wordsOf(given)];
}

/** Return the expiry as YYYY-MM-DD, or null. @param {Zone} zone */
export function expiryOf(zone) {
  const digits = fieldOf(zone, "expiry");
  if (!/^[0-9]{6}$/.test(digits)) return null;
  const year = Number(digits.slice(0, 2)) + (digits >= "70" ? 1900 : 2000);
  const text = `${year}-${digits.slice(2, 4)}-${digits.slice(4)}`;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null;
}

/** @param {string} text */
const wordsOf = (text) => text.split(FILLER).filter(Boolean).join(" ");

/** @param {string[]} lines @param {Span} span */
const signsAt = (lines, [line, start, end]) => lines[line].slice(start, end);

/** @param {string} text */
function withWesternDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (digit.codePointAt(0) ?? 0) - zero < 9) zero -= 1;
    return /[0-9]/.test(digit) ? digit : String((digit.codePointAt(0) ?? 0) - zero);
  });
}

/** @param {string} text */
function linesOf(text) {
  const filled = [...text].map((sign) => FILLERS[sign] ?? sign).join("");
  const cleaned = withWesternDigits(filled.normalize("NFKC")).toUpperCase();
  const counts = KINDS.map((kind) => LAYOUTS[kind].count);
  const lines = cleaned
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/\s/g, ""))
    .filter(Boolean);
  if (counts.includes(lines.length)) return lines;
  const words = cleaned.split(/\s+/).filter(Boolean);
  const signs = words.join("");
  for (const kind of KINDS) {
    const { count, width } = LAYOUTS[kind];
    if (signs.length === count * width)
      return Array.from({ length: count }, (_, number) => signs.slice(number * width, (number + 1) * width));
  }
  return counts.includes(words.length) && words.every(({ length }) => length >= SHORTEST_NAMES) ? words : lines;
}

/** @param {string} line @param {Layout} layout @param {number} number */
function fitLine(line, { width, checks }, number) {
  if (line.length === width || line.length < SHORTEST_NAMES) return line;
  if (!checks.some(({ digit }) => digit[0] === number && digit[1] === width - 1))
    return line.replace(/<+$/, "").padEnd(width, FILLER);
  const end = line.lastIndexOf(FILLER) + 1;
  const kept = line.slice(0, end).replace(/<+$/, "");
  const fillers = width - kept.length - line.slice(end).length;
  const isLikely = end > 0 && fillers > 0 && width - line.length <= MAX_MISSING;
  return isLikely ? kept + FILLER.repeat(fillers) + line.slice(end) : line;
}

/** @param {Zone} zone @returns {Zone} */
function withLikelySigns({ kind, lines }) {
  const { fields, checks } = LAYOUTS[kind];
  const digits = [fields.birth, fields.expiry, ...checks.map(({ digit }) => digit)];
  const letters = [fields.code, fields.issuer, fields.nationality, fields.names];
  const changed = [...lines];
  for (const span of digits)
    changeSpan(changed, span, (signs) => signs.replace(/[OQDILZSBG]/g, (sign) => DIGITS[LIKE_DIGITS.indexOf(sign)]));
  for (const span of letters) changeSpan(changed, span, (signs) => signs.replaceAll("0", "O").replaceAll("1", "I"));
  return { kind, lines: changed };
}

/** @param {string[]} lines @param {Span} span @param {(signs: string) => string} change */
function changeSpan(lines, [line, start, end], change) {
  lines[line] = lines[line].slice(0, start) + change(lines[line].slice(start, end)) + lines[line].slice(end);
}

/** @param {Zone} zone @returns {Zone} */
function withRightNumber(zone) {
  if (!wrongCheck(zone)) return zone;
  const number = fieldOf(zone, "number");
  if ([...number].filter((sign) => ALIKE[sign]).length > MAX_ALIKE) return zone;
  const alike = [...number].reduce(
    (found, sign) => found.flatMap((start) => [...(ALIKE[sign] ?? sign)].map((one) => start + one)),
    [""],
  );
  const right = alike
    .map((signs) => {
      const lines = [...zone.lines];
      changeSpan(lines, LAYOUTS[zone.kind].fields.number, () => signs);
      return { changed: [...signs].filter((sign, place) => sign !== number[place]).length, lines };
    })
    .filter(({ lines }) => !wrongCheck({ kind: zone.kind, lines }));
  const least = Math.min(...right.map(({ changed }) => changed));
  const nearest = right.filter(({ changed }) => changed === least);
  return nearest.length === 1 ? { kind: zone.kind, lines: nearest[0].lines } : zone;
}

/** @param {Zone} zone */
function wrongCheck(zone) {
  return LAYOUTS[zone.kind].checks.find((check) => !isRight(zone, check));
}

/** @param {Zone} zone @param {Check} check */
function isRight({ kind, lines }, { digit, spans }) {
  const typed = signsAt(lines, digit);
  const text = spans.map((span) => signsAt(lines, span)).join("");
  if (typed === FILLER && kind === "TD1" && digit[0] === 0) {
    const rest = lines[0].slice(15).split(FILLER)[0];
    return rest.length > 1 && checkDigit(text + rest.slice(0, -1)) === rest.at(-1);
  }
  if (typed === FILLER && !text.replaceAll(FILLER, "")) return true;
  return typed === checkDigit(text);
}

/** @param {Zone} zone @returns {Problem | null} */
function problemOf(zone) {
  const letter = zone.lines[0][0];
  if (!DOCUMENTS[zone.kind].includes(letter))
    return { code: "passport.document", params: { line: 1, sign: 1, letter } };
  const wrong = wrongCheck(zone);
  if (wrong) {
    const [line, sign] = wrong.digit;
    const [, from, to] = wrong.spans[0];
    const params = { line: line + 1, sign: sign + 1, from_sign: from + 1, to_sign: to };
    return { code: wrong.spans.length === 1 ? "passport.check" : "passport.composite", params };
  }
  const { birth, expiry } = LAYOUTS[zone.kind].fields;
  if (!isBirthDate(fieldOf(zone, "birth"))) return problemAt(birth);
  return expiryOf(zone) ? null : problemAt(expiry);
}

/** @param {Span} span @returns {Problem} */
const problemAt = ([line, start]) => ({ code: "passport.date", params: { line: line + 1, sign: start + 1 } });

/** @param {string} signs */
function isBirthDate(signs) {
  return /^(?:<<<<<<|[0-9]{2}(?:<<<<|(?:0[1-9]|1[0-2])(?:<<|0[1-9]|[12][0-9]|3[01])))$/.test(signs);
}
