/** Which of the codes in the camera's frames is reported: a badge before any other code. Pure. */
import { holdsToken } from "../../../../badges/static/readers/token_text.mjs";
import { readShortCode } from "../../rules/short_code.mjs";

/** Time for which another code must be in view alone: a badge beside it may be read in a later frame. */
export const OTHER_WAITS_MS = 600;
/** Time after a badge in which no other code is reported: the badge is still in view, and missed in some frames. */
export const BADGE_STAYS_MS = 1500;

export class FrameCodes {
  constructor() {
    this.badge = "";
    this.badgeAt = -Infinity;
    this.otherSince = -Infinity;
    this.otherAt = -Infinity;
  }

  /**
   * Return the code to report of one frame; null for none.
   * @param {string[]} texts all codes of the frame
   * @param {number} at milliseconds
   */
  choose(texts, at) {
    if (!texts.length) return null;
    const badges = texts.filter((text) => holdsToken(text) || readShortCode(text) !== null);
    if (badges.length) {
      if (!badges.includes(this.badge)) [this.badge] = badges; // of two badges, the one that was reported already
      this.badgeAt = at;
      return this.badge;
    }
    if (at - this.otherAt >= OTHER_WAITS_MS) this.otherSince = at;
    this.otherAt = at;
    const isAlone = at - this.badgeAt >= BADGE_STAYS_MS && at - this.otherSince >= OTHER_WAITS_MS;
    return isAlone ? texts[0] : null;
  }
}
