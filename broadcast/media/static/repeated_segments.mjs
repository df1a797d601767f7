/** Whether hls.js loads one segment over and over, which it does after some seeks beside a discontinuity (hls.js #3574). */

/** A segment may be loaded again for good reasons: another quality, a full buffer. */
const MOST_IN_A_ROW = 5;

export class RepeatedSegments {
  constructor() {
    /** @type {Map<string, {key: string, times: number}>} the last segment of each kind: picture, sound */
    this.last = new Map();
  }

  /**
   * Count a segment that was loaded. Returns whether it was loaded too often in a row.
   * @param {Pick<import("hls.js").Fragment, "type" | "sn" | "url">} segment
   */
  count({ type, sn, url }) {
    const key = `${sn} ${url}`;
    const before = this.last.get(type);
    const times = before?.key === key ? before.times + 1 : 1;
    this.last.set(type, { key, times });
    return times > MOST_IN_A_ROW;
  }
}
