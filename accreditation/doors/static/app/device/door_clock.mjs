/**
 * The time at the door. The device's own clock may be wrong, and may be set while the app runs or sleeps.
 *
 * The server's time is taken from fast answers. Between answers both the monotonic and the wall clock are read, and the
 * one that advanced further counts, because the monotonic clock stops while a phone sleeps. Time never goes back, not
 * after a restart either: an enrolment that has ended stays ended.
 */

/** Slower answers are ignored: their time is too uncertain. */
const SLOWEST_MS = 2000;
/** How long the best measurement is preferred to less certain ones. */
const KEEP_MS = 600_000;
/** Largest clock error that is reported (docs/doors.md): about 24 days. */
const MAX_SKEW_MS = 2 ** 31 - 1;

/** @typedef {{skew_ms: number, latest: number}} ClockRecord stored for the next start, in milliseconds */
/** @typedef {{wall: () => number, steady: () => number}} Sources `Date.now` and `performance.now` */

export class DoorClock {
  /** @param {Sources} sources @param {ClockRecord | null} stored */
  constructor(sources, stored) {
    this.sources = sources;
    this.skewMs = stored?.skew_ms ?? 0;
    this.latest = stored?.latest ?? 0;
    /** @type {number | null} half the duration of the best measurement */
    this.uncertaintyMs = null;
    this.measuredAt = -Infinity;
    this.anchor = this.newAnchor(Math.max(sources.wall() - this.skewMs, this.latest)); // continues where the last run stopped
  }

  /** Return a reference point for later readings. @param {number} at the current time */
  newAnchor(at) {
    return { at, wall: this.sources.wall(), steady: this.sources.steady() };
  }

  /** Return the current time in milliseconds since 1970. */
  now() {
    const { wall, steady } = this.sources;
    const gone = Math.max(steady() - this.anchor.steady, wall() - this.anchor.wall, 0);
    this.latest = Math.max(this.latest, this.anchor.at + gone);
    return this.latest;
  }

  /**
   * Adjust to the server's time `at`, read between two moments of the monotonic clock.
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
    this.latest = now; // the server's time also corrects a value that was too late
    this.anchor = this.newAnchor(now);
  }

  /** How far the device's clock is ahead, limited to what the protocol allows. */
  get reportedSkewMs() {
    return Math.min(Math.max(this.skewMs, -MAX_SKEW_MS), MAX_SKEW_MS);
  }

  /** Return the time of the device's own clock: minus `reportedSkewMs` it is the current time. */
  deviceTime() {
    return this.now() + this.reportedSkewMs;
  }

  /** @returns {ClockRecord} */
  toRecord() {
    return { skew_ms: this.skewMs, latest: this.now() };
  }
}
