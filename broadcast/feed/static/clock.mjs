/**
 * The server's time on a device whose own clock may be wrong.
 *
 * Every tick says what time it is. Between ticks a monotonic timer counts, so that neither a wrong device
 * clock nor one that is put right in the middle of the day moves what the screen shows. In a rehearsal the time runs
 * faster, or stands: ticks then name its rate.
 */

const MAX_PLAUSIBLE_AGE_MS = 7 * 24 * 3600 * 1000;
/** A time that arrives this much later than the best one says what the network took, not what time it is. */
const LATE_MS = 5000;
/** How long the best time is kept, so that a clock that was put right on the server is followed. */
const BEST_FOR_MS = 60_000;

/**
 * @typedef {{serverAt: number, deviceAt: number}} Sighting
 *   Server time as last told, and what the device's clock said then; both in ms since 1970.
 * @typedef {{serverAt: number, monotonicAt: number}} PageTime
 *   The server's time when it sent this page, in ms since 1970, and when its first byte arrived by the monotonic timer.
 */

/**
 * The time that came with this page: a metric of the header Server-Timing, and the browser's own record of the arrival,
 * which is right however busy the page is. Null without the header, or where the browser hides it (plain http).
 * @param {Performance} performance
 * @returns {PageTime | null}
 */
export function readPageTime(performance) {
  const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const named = page?.serverTiming?.find(({ name }) => name === "clock")?.description;
  const serverAt = Date.parse(named ?? "");
  return Number.isNaN(serverAt) ? null : { serverAt, monotonicAt: page.responseStart };
}

export class ServerClock {
  /**
   * @param {{monotonic: () => number, wall: () => number}} device both in ms
   * @param {Sighting | null} kept a sighting from before a reload
   */
  constructor(device, kept = null) {
    this.device = device;
    this.kept = kept;
    /** @type {{serverAt: number, monotonicAt: number, rate: number} | null} */
    this.heard = null;
  }

  /**
   * The server says that it is now `serverAt`, and how many seconds of its time pass in a second. Of several such messages
   * the fastest is right: it shows the latest time. The time of a rehearsal, which may be set back, is always that of the last.
   * @param {number} serverAt
   * @param {number} [rate]
   * @param {number} [monotonicAt] when the message arrived, by the monotonic timer
   * @returns {Sighting}
   */
  hear(serverAt, rate = 1, monotonicAt = this.device.monotonic()) {
    const isRehearsed = rate !== 1 || this.heard?.rate !== 1;
    if (isRehearsed || !this.isLate(serverAt, monotonicAt)) this.heard = { serverAt, monotonicAt, rate };
    this.kept = { serverAt: this.now() ?? serverAt, deviceAt: this.device.wall() };
    return this.kept;
  }

  /**
   * The page itself came with the server's time, long before a busy page reads its first message. A stored copy of the
   * page names a time that is earlier than the one that was heard last, and is not believed.
   * @param {PageTime | null | undefined} pageTime
   */
  hearPage(pageTime) {
    if (!pageTime || pageTime.serverAt < (this.kept?.serverAt ?? -Infinity)) return;
    this.hear(pageTime.serverAt, 1, pageTime.monotonicAt);
  }

  /** @param {number} serverAt @param {number} monotonicAt */
  isLate(serverAt, monotonicAt) {
    if (!this.heard || monotonicAt - this.heard.monotonicAt > BEST_FOR_MS) return false;
    const behindMs = this.heard.serverAt + (monotonicAt - this.heard.monotonicAt) - serverAt;
    return behindMs > 0 && behindMs < LATE_MS;
  }

  /**
   * The server's time now in ms, or null when nothing trustworthy is known: never heard in this life of
   * the page, and the device's clock contradicts what it said before.
   * @returns {number | null}
   */
  now() {
    if (this.heard) return this.heard.serverAt + (this.device.monotonic() - this.heard.monotonicAt) * this.heard.rate;
    if (!this.kept) return null;
    const passed = this.device.wall() - this.kept.deviceAt;
    return passed >= 0 && passed < MAX_PLAUSIBLE_AGE_MS ? this.kept.serverAt + passed : null;
  }
}
