/**
 * What time it is at the door. The device's own clock may be wrong, and may be set while the app runs or sleeps.
 *
 * The server's time is taken from answers that came quickly. Between answers time goes on by the clock that cannot
 * be set and by the one that can: whichever went further, because the first stands still while a phone sleeps. It
 * never goes back behind what was seen before, not over a restart either: an enrolment that has ended stays ended.
 */

/** Answers that took longer say too little about the time. */
const SLOWEST_MS = 2000;
/** So long the best measurement is kept against worse ones. */
const KEEP_MS = 600_000;
/** The most that is told of a clock's error (docs/doors.md): some 24 days. */
const MAX_SKEW_MS = 2 ** 31 - 1;

/** @typedef {{skew_ms: number, latest: number}} Kept what is kept over a restart, in milliseconds */
/** @typedef {{wall: () => number, steady: () => number}} Sources `Date.now` and `performance.now` */

export class DoorClock {
  /** @param {Sources} sources @param {Kept | null} kept */
  constructor(sources, kept) {
    this.sources = sources;
    this.skewMs = kept?.skew_ms ?? 0;
    this.latest = kept?.latest ?? 0;
    /** @type {number | null} half the time the best measurement took */
    this.uncertaintyMs = null;
    this.measuredAt = -Infinity;
    this.anchor = this.newAnchor(Math.max(sources.wall() - this.skewMs, this.latest)); // time goes on where it was left
  }

  /** What time is counted from. @param {number} at the moment it is now */
  newAnchor(at) {
    return { at, wall: this.sources.wall(), steady: this.sources.steady() };
  }

  /** The moment it is, in milliseconds since 1970. */
  now() {
    const { wall, steady } = this.sources;
    const gone = Math.max(steady() - this.anchor.steady, wall() - this.anchor.wall, 0);
    this.latest = Math.max(this.latest, this.anchor.at + gone);
    return this.latest;
  }

  /**
   * The server said that it was `at` somewhere between two moments of the steady clock.
   * @param {number} at
   * @param {number} asked
   * @param {number} answered
   */
  adjust(at, asked, answered) {
    const within = (answered - asked) / 2;
    const old = answered - this.measuredAt > KEEP_MS;
    const worse = !old && this.uncertaintyMs !== null && within > this.uncertaintyMs * 2;
    if (!Number.isFinite(at) || within * 2 > SLOWEST_MS || worse) return;
    this.uncertaintyMs = within;
    this.measuredAt = answered;
    const now = at + within + (this.sources.steady() - answered);
    this.skewMs = Math.round(this.sources.wall() - now);
    this.latest = now; // the server's word also mends a moment that was seen too late
    this.anchor = this.newAnchor(now);
  }

  /** How far the device's clock is ahead, as it is told. */
  get reportedSkewMs() {
    return Math.min(Math.max(this.skewMs, -MAX_SKEW_MS), MAX_SKEW_MS);
  }

  /** As the device's own clock would show it: less `toldSkewMs` it is the moment it is. */
  deviceTime() {
    return this.now() + this.reportedSkewMs;
  }

  /** @returns {Kept} */
  toRecord() {
    return { skew_ms: this.skewMs, latest: this.now() };
  }
}
