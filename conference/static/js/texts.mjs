/** Texts of the interface: values in them, and plurals. */

const PLACEHOLDERS = /\{([a-z_]+)\}/;
/** FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: a value's script does not turn the text around it. */
const [ISOLATE, END_ISOLATE] = ["\u2068", "\u2069"];

/**
 * Return a pattern with its placeholders filled, each value isolated from the text's direction. A placeholder without
 * a value stays.
 * @param {string} pattern such as `since {time}`
 * @param {Record<string, unknown>} params
 */
export function fillText(pattern, params) {
  return splitPattern(pattern)
    .map(({ text, name }) =>
      name !== null && Object.hasOwn(params, name) ? `${ISOLATE}${params[name]}${END_ISOLATE}` : text,
    )
    .join("");
}

/**
 * Return a pattern with its placeholders filled, to be a value of another pattern: only the whole is isolated, and its
 * first word decides its direction.
 * @param {string} pattern such as `{day}, {time}`
 * @param {Record<string, string>} params
 */
export function fillPlain(pattern, params) {
  return splitPattern(pattern)
    .map(({ text, name }) => (name === null ? text : params[name]))
    .join("");
}

/**
 * Return the parts of a pattern in order, without empty ones; `name` is that of a placeholder, or null.
 * @param {string} pattern
 * @returns {{text: string, name: string | null}[]}
 */
export function splitPattern(pattern) {
  return pattern
    .split(PLACEHOLDERS)
    .map((piece, index) => (index % 2 ? { text: `{${piece}}`, name: piece } : { text: piece, name: null }))
    .filter(({ text }) => text !== "");
}

/**
 * Return the form of a plural for `n` by the rules of a language.
 * @param {Record<string, string>} forms by CLDR category
 * @param {Intl.PluralRules} rules
 * @param {number} n
 */
export function pluralForm(forms, rules, n) {
  return forms[rules.select(n)] ?? forms.other;
}
