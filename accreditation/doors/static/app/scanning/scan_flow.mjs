/**
 * The flow of readings, one after another: the device decides, stores the scan and shows its verdict; the server's
 * answer replaces it. No verdict waits for the network, except that an admission waits a tenth of a second for a server
 * that answered recently.
 */
import { ENTERED, toneOf } from "../../rules/decide.mjs";
import { toHex } from "../device/pins.mjs";
import { reverseChange } from "../people/presence.mjs";

/** Readings that may wait while one is decided; further ones are dropped, and the badge can be shown again. */
const MAX_WAITING = 3;
const ADMIT_WAITS_MS = 100;
/** Where the device cannot decide, the server alone can. */
const UNDECIDED_WAITS_MS = 1500;
/** Without an answer in this time the device's decision is sent as an offline scan. */
const ASK_WITHIN_MS = 2500;
/** A token has 174 characters; longer readings are cut. */
const LONGEST_TEXT = 4096;

/** @typedef {import("./offline_decider.mjs").OfflineRuling} OfflineRuling */
/** @typedef {import("../device/queue.mjs").Item} Item */
/**
 * @typedef {object} ShownScan A scan with what is shown of it.
 * @property {string} key
 * @property {string} verdict
 * @property {"admit" | "stop" | "look"} tone
 * @property {"entry" | "exit"} direction
 * @property {string} at
 * @property {string} door
 * @property {string | null} badge
 * @property {import("../people/roster.mjs").Person | null} person
 * @property {{at: string, door: string} | null} prior
 * @property {OfflineRuling["why"]} why
 * @property {OfflineRuling["opening"]} opening what the badge opens that was refused for its time or zone
 * @property {boolean} late the server's verdict replaced another one that was shown before
 * @property {import("../people/presence.mjs").PresenceChange | null} change the change of the holder's presences, to undo it
 */

/** Return a new random key of a scan. */
export function newKey() {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

/** Return a text without lone surrogates, which JSON cannot hold, and cut to a maximum length. @param {string} text */
export function toSendableText(text) {
  const pairs = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
  return text.slice(0, LONGEST_TEXT).replace(pairs, (found) => (found.length === 2 ? found : "\ufffd"));
}

export class ScanFlow {
  /**
   * @param {object} parts
   * @param {import("./offline_decider.mjs").OfflineDecider} parts.decider
   * @param {import("../device/queue.mjs").Queue} parts.queue
   * @param {import("./sync_client.mjs").SyncClient} parts.sync
   * @param {import("../people/presence.mjs").Presence} parts.presence
   * @param {import("../device/door_clock.mjs").DoorClock} parts.clock
   * @param {(passage: ShownScan) => void} parts.show
   */
  constructor(parts) {
    this.parts = parts;
    this.pendingCount = 0;
    /** @type {Promise<void>} */
    this.lastReading = Promise.resolve();
  }

  /**
   * Queue a reading; verdicts follow in order. Returns false if too many readings wait.
   * @param {string} text
   * @param {{method: "camera" | "wedge" | "typed" | "search", door: string, direction: "entry" | "exit" | "either"}} how
   */
  addReading(text, how) {
    if (this.pendingCount >= MAX_WAITING) return false;
    this.pendingCount += 1;
    const scan = () => this.decideReading(toSendableText(text), how);
    const scanned = this.lastReading.then(scan, scan); // also after a failure of the one before
    this.lastReading = scanned
      .catch((error) => this.showFailure(error, how))
      .finally(() => {
        this.pendingCount -= 1;
      });
    return true;
  }

  /** @param {string} text @param {{method: string, door: string, direction: "entry" | "exit" | "either"}} how */
  async decideReading(text, { method, door, direction }) {
    const { decider, sync, clock } = this.parts;
    const now = clock.now();
    const judged = await decider.decideText(text, { door, direction, now });
    const item = { ...this.newItem("scan", door), text, method, direction, decided: judged.ruling };
    const local = this.toShownScan(item, judged, new Date(now).toISOString());
    item.local = { badge: local.badge, verdict: local.verdict, direction: local.direction };
    if (!(await this.storeItem(item))) throw new Error("not written down");
    this.applyPresence(local);
    const asked = sync.isUp ? sync.askOnline(item, ASK_WITHIN_MS) : Promise.resolve(null);
    const patience = sync.isFresh
      ? ({ admitted: ADMIT_WAITS_MS, undecided: UNDECIDED_WAITS_MS }[local.verdict] ?? 0)
      : 0;
    const soon = patience ? await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, patience))]) : null;
    const first = soon ? this.applyAnswer(local, soon) : local;
    this.parts.show(first);
    asked.then((answer) => this.showLateAnswer(first, answer, item));
  }

  /** Show `undecided` after a failure: nobody is admitted by it. @param {unknown} error @param {{door: string}} how */
  showFailure(error, { door }) {
    console.error("door: scan", error instanceof Error ? error.name : "");
    const at = new Date(this.parts.clock.now()).toISOString();
    const judged = /** @type {OfflineRuling} */ ({
      ruling: { verdict: "undecided", direction: "entry", grant: null },
      badge: null,
      person: null,
      prior: null,
      why: "broken",
    });
    this.parts.show(this.toShownScan({ kind: "scan", key: newKey(), door }, judged, at));
  }

  /**
   * Return the fields that all items have.
   * @param {"scan" | "override" | "undo"} kind
   * @param {string} door
   * @returns {Item}
   */
  newItem(kind, door) {
    const { clock } = this.parts;
    const scanned_at = new Date(clock.deviceTime()).toISOString();
    return { kind, key: newKey(), door, scanned_at, skew_ms: clock.reportedSkewMs };
  }

  /** @param {Item} item @param {OfflineRuling} judged @param {string} at @returns {ShownScan} */
  toShownScan(item, { ruling, badge, person, prior, why, opening = null }, at) {
    const { verdict, direction } = ruling;
    const { key, door } = item;
    const tone = toneOf(verdict);
    const shown = { key, verdict, tone, direction, at, door, badge, person, prior, why, opening };
    return { ...shown, late: false, change: null };
  }

  /** Store an item before its verdict is shown. Returns false if it cannot be stored. @param {Item} item */
  async storeItem(item) {
    try {
      await this.parts.queue.add(item);
      return true;
    } catch (error) {
      console.error("door: queue", error instanceof Error ? error.name : "");
      return false;
    }
  }

  /** Change the holder's presences by a scan's verdict. @param {ShownScan} passage */
  applyPresence(passage) {
    if (passage.badge === null) return;
    passage.change = this.presenceChange(passage.badge, passage);
    this.parts.presence.applyChange(passage.change);
  }

  /** @param {string} badge @param {ShownScan} passage @returns {import("../people/presence.mjs").PresenceChange} */
  presenceChange(badge, passage) {
    const { presence, decider } = this.parts;
    return { badge, from: presence.entriesOf(badge), to: decider.entriesAfter(badge, passage) };
  }

  /**
   * Return the scan with the server's verdict, and correct the presences.
   * @param {ShownScan} local
   * @param {any} answer
   * @returns {ShownScan}
   */
  applyAnswer(local, answer) {
    if (answer.problem) return local;
    const { verdict, direction, at, prior, badge_id } = answer;
    const person = local.person ?? answer.person ?? null;
    const opening = answer.opening ?? (verdict === local.verdict ? local.opening : null);
    const known = { person, prior: prior ?? local.prior, badge: badge_id ?? local.badge, opening };
    const why = local.why === "pass" && verdict === local.verdict ? local.why : null;
    const answered = { ...local, ...known, verdict, tone: toneOf(verdict), direction, at, why };
    if (verdict !== local.verdict || direction !== local.direction) {
      if (local.change) this.parts.presence.applyChange(reverseChange(local.change));
      answered.change = null;
      this.applyPresence(answered);
    }
    return answered;
  }

  /**
   * Show the server's answer if its verdict differs; without an answer send the queue.
   * @param {ShownScan} shown
   * @param {any} answer
   * @param {Item} item
   */
  async showLateAnswer(shown, answer, item) {
    if (!answer) {
      this.parts.sync.sendQueue();
      return;
    }
    await this.parts.queue.removeAnswered([item.key]).catch(() => {});
    const answered = this.applyAnswer(shown, answer);
    if (answered.verdict !== shown.verdict) this.parts.show({ ...answered, late: true });
    this.parts.sync.reportAnswer(answer, item);
  }

  /** Apply a badge's queued items to the presences that the server sent. @param {string} badge */
  replayQueued(badge) {
    const { queue, decider, presence } = this.parts;
    for (const item of queue.list()) {
      if (item.local?.badge !== badge) continue;
      if (item.kind === "undo") {
        if (item.local.change) presence.applyChange(item.local.change);
        continue;
      }
      const at = new Date(Date.parse(item.scanned_at) - item.skew_ms).toISOString();
      presence.set(badge, decider.entriesAfter(badge, { ...item.local, key: item.key, at, door: item.door }));
    }
  }

  /**
   * Admit a person whom the rules refused, by a supervisor's proof. Returns false if it cannot be stored.
   * @param {ShownScan} passage
   * @param {{key: string, reason: string, supervisor: string, proof: string}} word
   */
  async override(passage, { key, reason, supervisor, proof }) {
    const [at, direction] = [new Date(this.parts.clock.now()).toISOString(), /** @type {const} */ ("entry")];
    const let_in = { ...passage, key, verdict: "overridden", tone: toneOf("overridden"), direction, at, late: false };
    const { badge } = passage;
    let_in.change = badge === null ? null : this.presenceChange(badge, let_in);
    const item = { ...this.newItem("override", passage.door), key, of: passage.key, reason, supervisor, proof };
    item.local = { badge, verdict: "overridden", direction, change: let_in.change };
    if (!(await this.storeItem(item))) return false;
    if (let_in.change) this.parts.presence.applyChange(let_in.change);
    this.parts.show(let_in);
    this.parts.sync.sendQueue();
    return true;
  }

  /**
   * Undo an entry or an exit. Returns false if it cannot be stored.
   * @param {ShownScan} passage
   * @param {string} reason
   */
  async undo(passage, reason) {
    const change = passage.change ? reverseChange(passage.change) : null;
    const item = { ...this.newItem("undo", passage.door), of: passage.key, reason };
    item.local = { badge: change?.badge ?? null, verdict: passage.verdict, direction: passage.direction, change };
    if (!(await this.storeItem(item))) return false;
    if (change) this.parts.presence.applyChange(change);
    this.parts.sync.sendQueue();
    return true;
  }

  /** Revert the presences after the server refused an override or an undo. @param {Item} item */
  async revertItem({ local }) {
    if (!local?.change) return;
    this.parts.presence.applyChange(reverseChange(local.change));
    await this.parts.presence.save().catch(() => {}); // the server does not send this presence again
  }
}

/** Tell whether a verdict records an entry or an exit. @param {string} verdict */
export function isEntryOrExit(verdict) {
  return ENTERED.has(verdict) || verdict === "exit_recorded";
}
