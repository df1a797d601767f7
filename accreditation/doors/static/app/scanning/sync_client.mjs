/**
 * The device's connection to the server: one sync request always waits there. Its answer (roster, presences, notices) is
 * applied, then the queue is sent in order. After a failure it is repeated with growing random pauses.
 */
import { MAX_AT_ONCE } from "../device/queue.mjs";
import { NoAnswerError, RefusedError } from "./server.mjs";

const WAIT_S = 15;
/** Longer than the server waits; a connection that is silent for longer counts as lost. */
const LINE_WITHIN_MS = 21_000;
const LIST_WITHIN_MS = 60_000;
const SEND_WITHIN_MS = 10_000;
/** A server that answered this recently is asked for online decisions. */
const FRESH_MS = 25_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 20_000];
/** Interval of saving presences and the roster's age; the server sends again what was lost. */
const KEEP_EVERY_MS = 15_000;
const PHOTOS_AT_ONCE = 2;
/** Pause after a photo could not be stored: the next one would fail too. */
const PHOTOS_PAUSE_MS = 300_000;
/** Problems after which an item stays queued and is sent again. */
const LATER = new Set(["scan.failed", "sign_in.throttled"]);

/** @typedef {import("../device/queue.mjs").Item} Item */
/** @typedef {{id: string, text: string, badge_id: string | null, posted_at: string, expires_at: string}} Notice */
/** @typedef {import("../screens/door_alerts.mjs").DoorAlert} DoorAlert */
/** @typedef {{notices: Notice[], alerts?: DoorAlert[], admitted_today: number | null}} SyncNews */

/**
 * @param {Pick<import("./server.mjs").Server, "ask">} server
 * @param {Item[]} items
 * @param {number} within_ms
 * @returns {Promise<any[]>} the answers
 */
async function askScans(server, items, within_ms) {
  const sent = items.map(({ local, ...item }) => item);
  const answer = await server.ask("scans", { body: { items: sent }, within_ms });
  if (!Array.isArray(answer.answers)) throw new NoAnswerError("no answers");
  return answer.answers;
}

/** Return the answers by key, without those after which an item is sent again. @param {any[]} answers */
function finalAnswers(answers) {
  return new Map(answers.filter(({ problem }) => !LATER.has(problem)).map((answer) => [answer.key, answer]));
}

/**
 * Send items and return the final answers.
 * @param {Pick<import("./server.mjs").Server, "ask">} server
 * @param {Item[]} items
 * @param {number} within_ms
 * @returns {Promise<Map<string, any>>} the final answers by key
 */
export async function sendItems(server, items, within_ms) {
  return finalAnswers(await askScans(server, items, within_ms));
}

export class SyncClient {
  /**
   * @param {object} parts
   * @param {import("./server.mjs").Server} parts.server
   * @param {import("../people/roster.mjs").Roster} parts.roster
   * @param {import("../people/presence.mjs").Presence} parts.presence
   * @param {import("../device/queue.mjs").Queue} parts.queue
   * @param {() => Promise<object>} parts.report the device's report about itself
   * @param {(badge: string) => void} parts.onPresence the server sent a badge's presences; queued items apply on top
   * @param {(heard: SyncNews) => void} parts.onSync
   * @param {(answer: any, item: Item) => void} parts.onAnswer the server's answer to an item
   * @param {() => void} parts.onRoster the roster has changed
   * @param {() => void} parts.onChange what is shown may have changed
   */
  constructor(parts) {
    this.server = parts.server;
    this.roster = parts.roster;
    this.presence = parts.presence;
    this.queue = parts.queue;
    this.parts = parts;
    this.answeredAt = -Infinity;
    this.isUp = false;
    this.isStopped = false;
    this.sending = Promise.resolve();
    this.sendPause = FIRST_PAUSE_MS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.sendTimer = undefined;
    this.savedAt = -Infinity;
    this.isFetching = false;
    this.photosAfter = -Infinity;
    /** @type {AbortController | null} */
    this.currentRequest = null;
    /** @type {() => void} */
    this.endPause = () => {};
  }

  /** Note that the server answered. */
  noteAnswer() {
    this.answeredAt = performance.now();
    this.isUp = true;
    this.parts.onChange();
  }

  /** Note that the server did not answer. */
  noteSilence() {
    this.isUp = false;
    this.parts.onChange();
  }

  get isFresh() {
    return this.isUp && performance.now() - this.answeredAt < FRESH_MS;
  }

  async run() {
    let pause = FIRST_PAUSE_MS;
    while (!this.isStopped) {
      try {
        await this.syncOnce();
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        const expected = error instanceof NoAnswerError || error instanceof RefusedError;
        if (!expected) console.error("door: line", error instanceof Error ? error.name : "");
        const locked = error instanceof RefusedError && error.code === "device.locked"; // the server itself delays the answer
        pause = locked ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
        await this.pauseFor(pause * (0.5 + Math.random() / 2));
      }
    }
  }

  /** Send one sync request and apply its answer. */
  async syncOnce() {
    this.currentRequest = new AbortController();
    const { version } = this.roster;
    const known = { revision: version.revision, plan: version.plan_digest, moved: this.presence.cursor };
    const body = { ...(await this.parts.report()), ...known, wait_s: this.isUp ? WAIT_S : 0 };
    const answer = await this.server.ask("sync", {
      body,
      within_ms: LINE_WITHIN_MS,
      signal: this.currentRequest.signal,
    });
    this.applyPresence(answer.inside ?? {}, Boolean(answer.all));
    this.presence.cursor = answer.moved ?? this.presence.cursor;
    if (answer.revision !== version.revision || answer.plan !== version.plan_digest) await this.fetchRoster();
    else this.roster.confirm(Date.parse(answer.at));
    const { notices = [], alerts = [], admitted_today = null } = answer;
    this.parts.onSync({ notices, alerts, admitted_today });
    this.savePeriodically();
    this.sendQueue();
    this.fetchPhotos();
  }

  /**
   * @param {Record<string, import("../people/presence.mjs").EntriesByZone>} inside by badge
   * @param {boolean} all whether all other badges are outside
   */
  applyPresence(inside, all) {
    if (all) this.presence.replaceAll(inside);
    else for (const [badge, zones] of Object.entries(inside)) this.presence.set(badge, zones);
    const queued = all ? this.queue.list().flatMap(({ local }) => local?.badge ?? []) : Object.keys(inside);
    for (const badge of new Set(queued)) this.parts.onPresence(badge);
  }

  async fetchRoster() {
    const { revision, plan_digest } = this.roster.version;
    const path = `list?since=${revision}&plan=${encodeURIComponent(plan_digest)}`;
    const answer = await this.server.ask(path, { within_ms: LIST_WITHIN_MS });
    await this.roster.applyUpdate(answer);
    if (answer.inside) this.applyPresence(answer.inside, true);
    await this.presence.save();
    await this.roster.removeUnusedPhotos();
    this.parts.onRoster();
    this.parts.onChange();
  }

  async savePeriodically() {
    if (performance.now() - this.savedAt < KEEP_EVERY_MS) return;
    this.savedAt = performance.now();
    await Promise.all([this.presence.save(), this.roster.save()]).catch(() => {});
  }

  /** Fetch missing photos, a few at a time, until all are stored or the server does not answer. */
  async fetchPhotos() {
    if (this.isFetching || performance.now() < this.photosAfter) return;
    this.isFetching = true;
    const missing = this.roster.listMissingPhotos();
    const fetchOne = async () => {
      for (let photo = missing.shift(); photo && !this.isStopped; photo = missing.shift()) await this.fetchPhoto(photo);
    };
    await Promise.all(Array.from({ length: PHOTOS_AT_ONCE }, fetchOne)).catch(() => {});
    this.isFetching = false;
  }

  /** @param {string} photo */
  async fetchPhoto(photo) {
    try {
      await this.roster.addPhoto(photo, await this.server.fetchPhoto(`photos/${encodeURIComponent(photo)}.jpg`));
    } catch (error) {
      if (error instanceof RefusedError) return; // a deleted photo does not stop the others
      if (!(error instanceof NoAnswerError)) this.photosAfter = performance.now() + PHOTOS_PAUSE_MS;
      throw error;
    }
  }

  /**
   * Send the queue, oldest first.
   * @param {number} [within_ms]
   * @returns {Promise<void>} resolves when it is empty or cannot be sent
   */
  sendQueue(within_ms = SEND_WITHIN_MS) {
    this.sending = this.sending
      .then(async () => {
        while (this.queue.length && !this.isStopped) {
          const items = this.queue.listOldest();
          await this.removeAnswered(await this.postItems(items, within_ms), items);
          this.sendPause = FIRST_PAUSE_MS;
        }
      })
      .catch(() => this.scheduleSend());
    return this.sending;
  }

  /** Send the queue again later, also while the sync requests succeed. */
  scheduleSend() {
    clearTimeout(this.sendTimer);
    if (this.isStopped) return;
    this.sendTimer = setTimeout(() => this.sendQueue(), this.sendPause);
    this.sendPause = Math.min(this.sendPause * 2, LONGEST_PAUSE_MS);
  }

  /**
   * Request an online decision on an item that has just been queued; earlier items are sent with it. Null without an
   * answer in time: then the item stays queued with the device's decision.
   * @param {Item} item
   * @param {number} within_ms
   * @returns {Promise<any | null>}
   */
  askOnline(item, within_ms) {
    const until = performance.now() + within_ms;
    const asked = this.sending
      .then(async () => {
        const left = until - performance.now();
        const before = this.queue.listOldest(item.key);
        if (left < 50 || before.length >= MAX_AT_ONCE) return null;
        const answers = await this.postItems([...before, { ...item, decided: null }], left);
        const answer = answers.find(({ key }) => key === item.key) ?? null;
        await this.removeAnswered(answers, before);
        return answer !== null && LATER.has(answer.problem) ? null : answer;
      })
      .catch(() => null);
    this.sending = asked.then(() => {});
    return asked;
  }

  /** @param {Item[]} items @param {number} within_ms @returns {Promise<any[]>} */
  postItems(items, within_ms) {
    return askScans(this.server, items, within_ms);
  }

  /** @param {any[]} answers @param {Item[]} items */
  async removeAnswered(answers, items) {
    const final = finalAnswers(answers);
    const settled = items.filter(({ key }) => final.has(key));
    if (items.length && !settled.length) throw new NoAnswerError("nothing settled");
    await this.queue.removeAnswered(settled.map(({ key }) => key));
    for (const item of settled) this.reportAnswer(final.get(item.key), item);
    this.parts.onChange();
  }

  /** Pass on the server's answer to an item, to be shown with the scan. @param {any} answer @param {Item} item */
  reportAnswer(answer, item) {
    this.parts.onAnswer(answer, item);
  }

  /** Sync now: the network is back, or another door was chosen. */
  retryNow() {
    this.currentRequest?.abort();
    this.endPause();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.sendTimer);
    this.retryNow();
  }

  /** @param {number} ms */
  pauseFor(ms) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      })
    );
  }
}
