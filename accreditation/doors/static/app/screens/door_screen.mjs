/** The screen of an enrolled device: connects the parts of the app, and ends the enrolment. */

import { part, showText } from "../../../../../conference/static/js/dom.mjs";
import { BUILD } from "../../../../../conference/static/js/site.mjs";
import { endEnrolment, readCode, reloadApp, removeFragment } from "../device/device.mjs";
import { lateBatchOf } from "../device/late_scans.mjs";
import { Queue } from "../device/queue.mjs";
import { loadNameFonts } from "../people/name_fonts.mjs";
import { Presence } from "../people/presence.mjs";
import { Roster } from "../people/roster.mjs";
import { Readers } from "../readers/readers.mjs";
import { OfflineDecider } from "../scanning/offline_decider.mjs";
import { ScanFlow } from "../scanning/scan_flow.mjs";
import { SyncClient } from "../scanning/sync_client.mjs";
import { Menu } from "./menu.mjs";
import { OverridePanel } from "./override_panel.mjs";
import { showState } from "./page_state.mjs";
import { RecentScans } from "./recent_scans.mjs";
import { Refusals } from "./refusals.mjs";
import { SearchPanel } from "./search_panel.mjs";
import { Sounds } from "./sounds.mjs";
import { StatusLine } from "./status_line.mjs";
import { UndoPanel } from "./undo_panel.mjs";
import { VerdictScreen } from "./verdict_screen.mjs";

const TICK_MS = 1000;
const KEEP_CLOCK_MS = 60_000;
/** Time without a scan after which the app may reload. */
const QUIET_MS = 15_000;

/** @typedef {import("../scanning/scan_flow.mjs").ShownScan} ShownScan */

export class DoorScreen {
  /**
   * @param {object} parts
   * @param {import("../device/vault.mjs").Vault} parts.vault
   * @param {import("../device/device.mjs").Enrolment} parts.enrolment
   * @param {import("../device/door_clock.mjs").DoorClock} parts.clock
   * @param {import("../words.mjs").Words} parts.words
   * @param {import("../device/late_scans.mjs").LateScans} parts.lateScans unsent scans of earlier enrolments
   * @param {(end: import("../device/device.mjs").End, vault: import("../device/vault.mjs").Vault | null) => void} parts.onEnded called when this page continues without an enrolment
   * @param {(listeners: ConstructorParameters<typeof import("../scanning/server.mjs").Server>[0]) => import("../scanning/server.mjs").Server} parts.makeServer
   */
  constructor({ vault, enrolment, clock, words, lateScans, onEnded, makeServer }) {
    this.vault = vault;
    vault.onClosed = () => this.checkStorage();
    this.lateScans = lateScans;
    this.onEnded = onEnded;
    this.enrolment = enrolment;
    this.clock = clock;
    this.words = words;
    /** @type {import("../device/device.mjs").Choices} */
    this.choices = {
      door: enrolment.doors[0],
      direction: "entry",
      sounds: true,
      camera: "",
      cameraName: "",
      isCameraOn: null,
      layout: null,
    };
    this.server = makeServer({
      clock,
      onAnswer: () => this.sync.noteAnswer(),
      onSilence: () => this.sync.noteSilence(),
      onRefused: (error) => this.applyRefusal(error),
    });
    this.server.token = enrolment.token;
    this.isLocked = false;
    this.isEnding = false;
    this.isChecking = false;
    this.scannedAt = -Infinity;
    /** @type {import("../people/roster.mjs").Plan | null | undefined} the plan by which everything was rendered last */
    this.plannedFor = undefined;
    this.roster = new Roster(vault);
    this.presence = new Presence(vault);
    this.queue = new Queue(vault);
    this.decider = new OfflineDecider(this.roster, this.presence, () => this.queue.list());
    this.sounds = new Sounds();
    this.sync = this.makeSync();
    this.scanFlow = new ScanFlow({ ...this.flowParts(), show: (passage) => this.showScan(passage) });
    this.statusLine = new StatusLine(this);
    this.recentScans = new RecentScans(this);
    this.refusals = new Refusals(this);
    this.verdict = this.makeVerdict();
    this.readers = new Readers(this);
    this.menu = new Menu(this);
    this.panels = [new UndoPanel(this), new OverridePanel(this), new SearchPanel(this), this.menu];
  }

  flowParts() {
    const { decider, queue, sync, presence, clock } = this;
    return { decider, queue, sync, presence, clock };
  }

  makeSync() {
    const { server, roster, presence, queue } = this;
    return new SyncClient({
      server,
      roster,
      presence,
      queue,
      report: () => this.report(),
      onPresence: (badge) => this.scanFlow.replayQueued(badge),
      onSync: (heard) => this.applySync(heard),
      onAnswer: (answer, item) => this.showAnswer(answer, item),
      onRoster: () => loadNameFonts(this.roster.people.values()),
      onChange: () => this.statusLine.scheduleRender(),
    });
  }

  makeVerdict() {
    return new VerdictScreen(part("verdict-screen"), {
      words: this.words,
      roster: this.roster,
      sounds: this.sounds,
      now: () => this.clock.now(),
      noticeOf: (badge) => this.statusLine.noticeOf(badge),
      rights: () => ({ undo: this.enrolment.rights.includes("undo") }),
      onClosed: () => this.readers.forgetRepeats(),
    });
  }

  /** Load the stored data and start; a device whose enrolment has expired ends before anything is shown. */
  async start() {
    await this.queue.load();
    if (this.hasExpired()) return this.end("expired");
    this.choices = { ...this.choices, ...(await this.vault.get("choices")) };
    if (!this.enrolment.doors.includes(this.choices.door)) [this.choices.door] = this.enrolment.doors;
    await Promise.all([this.roster.load(), this.presence.load(), this.recentScans.load()]);
    for (const badge of new Set(this.queue.list().flatMap(({ local }) => local?.badge ?? [])))
      this.scanFlow.replayQueued(badge);
    this.render();
    showState("door");
    this.readers.start();
    this.readers.startCamera();
    this.sync.run();
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    addEventListener("hashchange", () => {
      if (this.isEnding) return;
      const code = readCode(removeFragment());
      if (code) this.switchEnrolment(code);
    });
    addEventListener("resize", () => this.verdict.render());
    addEventListener("online", () => this.sync.retryNow());
    addEventListener("offline", () => this.sync.noteSilence());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.resume();
    });
    return undefined;
  }

  resume() {
    this.tick();
    if (!this.sync.isFresh) this.sync.retryNow(); // the waiting request may have been lost while the phone slept
  }

  tick() {
    if (this.hasExpired()) this.end("expired");
    this.checkStorage();
    this.statusLine.scheduleRender();
    if (this.clock.now() - (this.clockKeptAt ?? 0) > KEEP_CLOCK_MS) {
      this.clockKeptAt = this.clock.now();
      this.vault.save([["clock", this.clock.toRecord()]]).catch(() => {});
    }
  }

  /** End the enrolment if the browser's storage was cleared: without its key this device is not enrolled. */
  async checkStorage() {
    if (this.isEnding || this.isChecking) return;
    this.isChecking = true;
    const isIntact = await this.vault.isIntact();
    this.isChecking = false;
    if (!isIntact) await this.end("storage_lost");
  }

  /** Tell whether the enrolment has expired. */
  hasExpired() {
    return !(this.clock.now() < Date.parse(this.enrolment.expires_at));
  }

  /** Render everything: after the start, in another language, at another door. */
  render() {
    const { plan } = this.roster;
    if (plan) this.words.setPlan(plan);
    this.sounds.isOn = this.choices.sounds;
    this.statusLine.render();
    this.recentScans.render();
    this.refusals.render();
    this.verdict.render();
    this.readers.render();
    for (const panel of this.panels) panel.render();
  }

  /** @param {Partial<import("../device/device.mjs").Choices>} choice */
  async choose(choice) {
    const moved = choice.door !== undefined && choice.door !== this.choices.door;
    this.choices = { ...this.choices, ...choice };
    this.render();
    await this.vault.save([["choices", this.choices]]);
    if (moved) this.sync.retryNow();
  }

  /** The chosen door in the plan; null without a plan. */
  get door() {
    return this.roster.plan?.doors.find((one) => one.id === this.choices.door) ?? null;
  }

  /** Number of unsent scans of this device, including those of earlier enrolments. */
  get unsentCount() {
    return this.queue.length + this.lateScans.length;
  }

  /** @returns {"entry" | "exit" | "either"} */
  get direction() {
    const way = this.door?.way ?? "choose";
    return way === "choose" ? this.choices.direction : way;
  }

  /** @param {string} text @param {"camera" | "wedge" | "typed" | "search"} method */
  scan(text, method) {
    if (this.isLocked || this.isEnding) return;
    this.scannedAt = performance.now();
    this.scanFlow.addReading(text, { method, door: this.choices.door, direction: this.direction });
  }

  /**
   * Show the server's answer to an item of this device.
   * @param {any} answer
   * @param {import("../device/queue.mjs").Item} item
   */
  showAnswer(answer, item) {
    if (this.isEnding) return;
    this.recentScans.noteAnswer(answer);
    this.refusals.takeBackRefused(answer, item);
  }

  /** @param {ShownScan} passage */
  showScan(passage) {
    if (this.isEnding) return; // an answer after the sign-out must not show a name
    if (passage.why === "broken") this.checkStorage();
    this.verdict.show(passage);
    this.recentScans.add(passage);
    this.statusLine.scheduleRender();
  }

  /** Whether the app may reload without disturbing a scan. */
  get isQuiet() {
    if (this.scanFlow.pendingCount > 0) return false;
    const isInUse = this.verdict.isOpen || document.querySelector("dialog[open]") !== null;
    return document.hidden || (!isInUse && performance.now() - this.scannedAt > QUIET_MS);
  }

  /** @param {import("../scanning/sync_client.mjs").SyncNews} heard */
  applySync(heard) {
    this.isLocked = false;
    const plan = this.roster.plan;
    this.statusLine.applySync(heard);
    if (plan !== this.plannedFor) {
      this.plannedFor = plan;
      this.render();
    }
  }

  async report() {
    const battery = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
    const { at } = this.roster.version;
    return {
      door: this.choices.door,
      now: new Date(this.clock.deviceTime()).toISOString(),
      skew_ms: this.clock.reportedSkewMs,
      queue: this.queue.length,
      battery: battery?.level ?? null,
      charging: battery?.charging ?? null,
      list_at: at === null ? null : new Date(at).toISOString(),
      alerts: this.statusLine.alerts.shown.slice(0, 20),
      build: BUILD,
      language: this.words.language.code,
      locked: this.isLocked,
    };
  }

  /** @param {import("../scanning/server.mjs").RefusedError} error */
  applyRefusal(error) {
    if (error.code === "device.unknown") this.end("wiped");
    if (error.code === "device.locked") this.isLocked = true;
    this.statusLine.scheduleRender();
  }

  /**
   * End the enrolment: destroy everything except the unsent scans, which may still be sent. At a sign-out the guard has
   * confirmed that they are discarded.
   * @param {import("../device/device.mjs").End} end
   * @param {string} [next] the code of another enrolment
   */
  async end(end, next) {
    if (this.isEnding) return;
    this.isEnding = true;
    showState("starting");
    this.stop();
    const givenUp = end === "signed_out" ? this.queue.length : 0;
    if (end === "signed_out" && !next) this.lateScans.clear();
    if (end !== "signed_out") this.lateScans.add(this.toLateBatches(end));
    this.lateScans.store = await endEnrolment(this.vault, this.lateScans.records());
    const goodbye = { body: { unsent: givenUp }, within_ms: 5000 };
    if (end === "signed_out") this.server.ask("sign-out", goodbye).catch(() => {}); // the request continues after the page is closed
    if (end === "storage_lost" || this.lateScans.isInMemoryOnly) return this.continueWithoutEnrolment(end);
    return reloadApp(next ? `enrol=${next}` : end);
  }

  /** Stop readers, sync and dialogs. */
  stop() {
    clearInterval(this.ticking);
    this.readers.stop();
    this.sync.stop();
    this.verdict.close();
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
  }

  /**
   * Return the unsent scans, and whether lost storage must be reported, as records.
   * @param {import("../device/device.mjs").End} end
   * @returns {[string, import("../device/late_scans.mjs").LateBatch][]}
   */
  toLateBatches(end) {
    const isStorageLost = end === "storage_lost";
    if (!isStorageLost && !this.queue.length) return [];
    return [lateBatchOf(this.enrolment, { items: this.queue.list(), clock: this.clock.toRecord(), isStorageLost })];
  }

  /**
   * Continue in this page, which may hold the only copy of the unsent scans; remove all names from it.
   * @param {import("../device/device.mjs").End} end
   */
  continueWithoutEnrolment(end) {
    this.roster.replacePeople([]);
    this.refusals.unseen = [];
    this.recentScans.scans = [];
    this.statusLine.notices = [];
    this.render();
    part("found").replaceChildren();
    this.onEnded(end, /** @type {import("../device/vault.mjs").Vault | null} */ (this.lateScans.store));
  }

  /** Switch to another enrolment once everything is sent. @param {string} code */
  async switchEnrolment(code) {
    await this.sync.sendQueue(5000);
    if (this.queue.length) showText(part("ending"), this.words.text("door.enrol.already"));
    else await this.end("signed_out", code);
  }
}
