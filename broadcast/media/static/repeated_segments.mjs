/** Find a segment that hls.js loads over and over, as it does after some seeks beside a discontinuity (hls.js #3574). */

/** hls.js loads a segment again now and then, as when the buffer was full. */
const MOST_IN_A_ROW = 5;

export class RepeatedSegments {
  constructor() {
    /** @type {Map<string, {key: string, times: number}>} the last segment of each kind: picture, sound */
    this.lastLoaded = new Map();
  }

  /**
   * Count a segment that was loaded. Returns whether it was loaded too often in a row.
   * @param {Pick<import("hls.js").Fragment, "type" | "sn" | "url">} segment
   */
  countLoad({ type, sn, url }) {
    const key = `${sn} ${url}`;
    const before = this.lastLoaded.get(type);
    const times = before?.key === key ? before.times + 1 : 1;
    this.lastLoaded.set(type, { key, times });
    return times > MOST_IN_A_ROW;
  }
}
