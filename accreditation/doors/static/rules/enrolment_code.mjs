/** Reads typed codes of enrolments as `accreditation/doors/domain/enrolment_codes.py` does. Pure. */

const CODE = /^[0-9A-HJKMNP-TV-Z]{9}$/;
const IGNORED = /[ \-_\u2010\u2011\u2013\u2014\u00a0]/g;
/** Signs that look like one of the alphabet. @type {Readonly<Record<string, string>>} */
const FOLDED = { O: "0", I: "1", L: "1", U: "V" };

/**
 * Return the code that was typed in any case, with any dashes and blanks; null for a text that is none.
 * @param {string} typed
 */
export function readEnrolmentCode(typed) {
  const capitals = typed.replace(IGNORED, "").toUpperCase();
  const signs = capitals.replace(/[OILU]/g, (sign) => FOLDED[sign]);
  return CODE.test(signs) ? signs.replace(/^(...)(...)/, "$1-$2-") : null;
}
