/** The status line: door, connection, age of the roster, unsent scans, notices. */
import { el, part, showText } from "../../../../../conference/static/js/dom.mjs";
import { nameOf } from "../people/names.mjs";
import { DoorAlerts } from "./door_alerts.mjs";

/** Time before the end of the enrolment at which a warning appears. */
const ENDS_SOON_MS = 1_800_000;
/** A younger roster counts as up to date. */
const FRESH_S = 60;

export class StatusLine {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    /** @type {import("../scanning/sync_client.mjs").Notice[]} */
    this.notices = [];
    /** @type {number | null} */
    this.admittedToday = null;
    this.frame = 0;
    this.noticesShown = 0;
    this.alerts = new DoorAlerts(screen);
  }

  render() {
    const { words, roster, door, enrolment } = this.screen;
    part("door-name").textContent = door ? words.eventText(door.name) : enrolment.name;
    const zone = roster.plan?.zones.find((one) => one.code === door?.zone);
    showText(part("zone-mark"), zone?.mark);
    showText(part("zone-name"), words.eventText(zone?.name));
    this.zone = zone ?? null;
    this.renderNotices();
    this.renderState();
  }

  /** Render soon, once for several changes. */
  scheduleRender() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => this.renderState());
    setTimeout(() => this.renderState(), 250); // a hidden page gets no animation frame
  }

  renderState() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { words, sync, menu, lateScans, presence, isLocked, isEnding, unsentCount: unsent } = this.screen;
    if (isEnding) return;
    menu.renderUnsent();
    part("link").dataset.link = sync.isUp ? "online" : "offline";
    showText(part("link-text"), words.text(sync.isUp ? "door.say.online" : "door.say.offline"));
    showText(part("queue"), unsent ? words.plural("door.queue", unsent) : null);
    showText(part("late-lost"), lateScans.lost ? words.plural("door.late.lost", lateScans.lost) : null);
    part("locked").hidden = !isLocked;
    part("count").textContent = this.admittedToday === null ? "–" : words.numbers.format(this.admittedToday);
    part("occupancy-line").hidden = !this.zone;
    if (this.zone)
      part("occupancy").textContent = this.occupancyText(this.zone.capacity, presence.countInside(this.zone.code));
    this.alerts.render();
    this.renderAge();
    this.renderEnding();
    if (this.activeNotices().length !== this.noticesShown) this.renderNotices();
  }

  /** @param {number | null} capacity @param {number} count */
  occupancyText(capacity, count) {
    const { words } = this.screen;
    const here = words.numbers.format(count);
    return capacity === null ? here : `${here} / ${words.numbers.format(capacity)}`;
  }

  /** Show the age of the roster: amber when it is old, red when nobody may be admitted by it. */
  renderAge() {
    const { words, roster, clock } = this.screen;
    const now = clock.now();
    const age = roster.ageSeconds(now);
    const stale = age > (roster.plan?.stale_after_s ?? 0);
    const red = !Number.isFinite(age) || (stale && roster.plan?.stale_policy === "red");
    part("age").dataset.age = red ? "red" : stale ? "amber" : "fresh";
    const { at } = roster.version;
    const [time, n] = [at === null ? "" : words.moment(at, now), words.numbers.format(roster.people.size)];
    showText(part("age-text"), words.text(ageText(age, { red, stale }), { time, n }));
  }

  renderEnding() {
    const { words, clock, enrolment, queue } = this.screen;
    const until = Date.parse(enrolment.expires_at);
    const soon = until - clock.now() < ENDS_SOON_MS;
    const key = queue.length ? "door.ends.unsent" : "door.ends.soon";
    if (soon) showText(part("ending"), words.text(key, { time: words.moment(until, clock.now()) }));
  }

  /** @param {import("../scanning/sync_client.mjs").SyncNews} heard */
  applySync({ notices, alerts, admitted_today }) {
    this.alerts.apply(alerts ?? []);
    this.admittedToday = admitted_today;
    const changed = JSON.stringify(notices) !== JSON.stringify(this.notices);
    this.notices = notices;
    if (changed) this.renderNotices();
    this.scheduleRender();
  }

  /** Return the notices that have not expired, also without the server. */
  activeNotices() {
    const now = this.screen.clock.now();
    return this.notices.filter(({ expires_at }) => now < Date.parse(expires_at));
  }

  /** @param {string} badge @returns {string | null} */
  noticeOf(badge) {
    const texts = this.activeNotices()
      .filter(({ badge_id }) => badge_id === badge)
      .map(({ text }) => text);
    return texts.length ? texts.join(" · ") : null;
  }

  renderNotices() {
    const { words, roster, clock } = this.screen;
    const lines = this.activeNotices().map(({ text, badge_id, posted_at }) => {
      const line = el("li", { class: "door-notice" });
      const person = badge_id ? roster.byBadge.get(badge_id) : null;
      line.append(el("time", {}, words.moment(posted_at, clock.now())), el("bdi", { translate: "yes" }, text));
      if (person) line.append(el("bdi", { class: "door-notice-who" }, nameOf(person)));
      return line;
    });
    this.noticesShown = lines.length;
    part("notices").replaceChildren(...lines);
    part("notices").hidden = lines.length === 0;
  }
}

/** @param {number} age seconds @param {{red: boolean, stale: boolean}} how */
function ageText(age, { red, stale }) {
  if (!Number.isFinite(age)) return "door.list.none";
  if (stale) return red ? "door.list.red" : "door.list.stale";
  return age < FRESH_S ? "door.list.fresh" : "door.list.of";
}
