/** The verdict on the full screen: shape, colour, word, instruction, person. The next scan needs no touch. */

import { el, showText } from "../../../../../conference/static/js/dom.mjs";
import { ENTERED, mayOverride } from "../../rules/decide.mjs";
import { nameOf } from "../people/names.mjs";
import { isEntryOrExit } from "../scanning/scan_flow.mjs";

/** How long a verdict stays without a further scan: an entry is short, a refusal is discussed. */
const STAYS_MS = { admit: 6000, look: 20_000, stop: 20_000 };

/** Steps of `data-fit`: smaller photo, smaller texts. */
const FITS = ["0", "1", "2", "3", "4"];

/** @typedef {import("../scanning/scan_flow.mjs").ShownScan} ShownScan */

export class VerdictScreen {
  /**
   * @param {HTMLElement} root
   * @param {object} parts
   * @param {import("../words.mjs").Words} parts.words
   * @param {import("../people/roster.mjs").Roster} parts.roster
   * @param {import("./sounds.mjs").Sounds} parts.sounds
   * @param {() => number} parts.now
   * @param {(badge: string) => string | null} parts.noticeOf the active notice about this person
   * @param {() => {undo: boolean}} parts.rights
   * @param {() => void} parts.onClosed
   */
  constructor(root, parts) {
    this.root = root;
    this.parts = parts;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ShownScan | null} */
    this.shown = null;
    this.part("close").addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** @param {ShownScan} passage */
  show(passage) {
    clearTimeout(this.timer);
    this.shown = passage;
    this.renderScan(passage);
    this.root.hidden = false;
    this.fitPerson();
    this.root.classList.remove("is-new");
    void this.root.offsetWidth; // restarts the animation of a new verdict, also after an equal one
    this.root.classList.add("is-new");
    this.parts.sounds.signal(passage.tone);
    this.timer = setTimeout(() => this.close(), STAYS_MS[passage.tone]);
  }

  /** Render the shown verdict again, as in another language. */
  render() {
    if (!this.shown || !this.isOpen) return;
    this.renderScan(this.shown);
    this.fitPerson();
  }

  /** Make photo and texts smaller, step by step, until name, category and number are seen without a scroll. */
  fitPerson() {
    this.root.scrollTop = 0;
    FITS.some((step) => {
      this.root.dataset.fit = step;
      return this.part("badge").getBoundingClientRect().bottom <= this.part("acts").getBoundingClientRect().top;
    });
  }

  /** @param {ShownScan} passage */
  renderScan(passage) {
    const { words, rights, noticeOf } = this.parts;
    const { verdict, tone, person, why, prior } = passage;
    this.root.dataset.tone = tone;
    this.root.dataset.verdict = verdict;
    this.root.dataset.key = passage.key;
    this.writeText("late", passage.late ? words.text("door.say.changed") : null);
    this.writeText("word", words.text(why === "pass" ? "door.say.pass" : `door.verdict.${verdict}`));
    const isOneDay = person?.one_day === true && ENTERED.has(verdict);
    this.writeText("one-day", isOneDay ? words.text("door.one_day.check") : null);
    this.writeText("do", isOneDay ? null : words.text(why ? `door.why.${why}` : `door.instruction.${verdict}`));
    const inside = (verdict === "already_inside" || verdict === "admitted_again") && prior;
    const desk = verdict === "not_collected" ? this.deskText() : null;
    this.writeText("since", inside ? this.insideText(inside) : (desk ?? this.openingText(passage)));
    this.writeText("notice", passage.badge && noticeOf(passage.badge));
    this.renderPerson(passage);
    this.part("undo-this").hidden = !(rights().undo && isEntryOrExit(verdict));
    this.part("override-this").hidden = !(
      person &&
      mayOverride(verdict, person.one_day === true) &&
      this.supervisors().length
    );
  }

  /** @param {{at: string | number, door: string}} entry */
  insideText({ at, door }) {
    const { words, now } = this.parts;
    const { day, time } = words.dated(at, now());
    const params = { time, door: this.doorName(door) };
    return day ? words.text("door.say.already_day", { day, ...params }) : words.text("door.say.already", params);
  }

  /** Return when the badge opens this door, or else what it opens. @param {ShownScan} passage */
  openingText({ opening, verdict, door }) {
    const { words, now } = this.parts;
    if (!opening) return null;
    if (verdict === "wrong_zone") {
      const names = this.zoneNames(opening.zones, door);
      return names.length ? words.text("door.say.opens", { zones: words.list(names) }) : null;
    }
    if (opening.at === null) return words.text("door.say.opens_no_more");
    const key = verdict === "not_yet_valid" ? "door.say.valid_from" : "door.say.opens_from";
    return words.text(key, { time: words.moment(opening.at, now()) });
  }

  /** Return where the badge desk is, and until when it is open or when it opens; null if the event names no desk. */
  deskText() {
    const { words, roster, now } = this.parts;
    const desk = roster.plan?.desk;
    if (!desk) return null;
    const place = words.eventText(desk.place);
    const hours = desk.hours.find(({ closes_at }) => now() < Date.parse(closes_at));
    if (!hours) return words.text("door.say.desk", { place });
    const is_open = Date.parse(hours.opens_at) <= now();
    const time = words.moment(is_open ? hours.closes_at : hours.opens_at, now());
    return words.text(is_open ? "door.say.desk_open" : "door.say.desk_opens", { place, time });
  }

  /** Name zones in the order of the plan, without those around the door: the person is there. @param {string[]} codes @param {string} door */
  zoneNames(codes, door) {
    const { plan } = this.parts.roster;
    const zones = new Map((plan?.zones ?? []).map((zone) => [zone.code, zone]));
    const around = new Set();
    for (let code = plan?.doors.find((one) => one.id === door)?.zone; code; code = zones.get(code)?.within ?? undefined)
      around.add(code);
    const named = [...zones.values()].filter(({ code }) => codes.includes(code) && !around.has(code));
    return named.map(({ name }) => this.parts.words.eventText(name));
  }

  /** @returns {import("../device/pins.mjs").Supervisor[]} */
  supervisors() {
    return this.parts.roster.plan?.supervisors ?? [];
  }

  /** @param {string} id */
  doorName(id) {
    const door = this.parts.roster.plan?.doors.find((one) => one.id === id);
    return door ? this.parts.words.eventText(door.name) : id;
  }

  close() {
    clearTimeout(this.timer);
    this.root.hidden = true;
    this.shown = null;
    this.removePhoto();
    for (const name of ["native", "latin", "outlet", "number"]) this.part(name).textContent = "";
    this.parts.onClosed();
  }

  /** Keep the verdict until it is closed by hand or by the next scan. */
  keepOpen() {
    clearTimeout(this.timer);
  }

  /** @param {string} name @param {string | null} text */
  writeText(name, text) {
    showText(this.part(name), text);
  }

  /** @param {ShownScan} passage */
  renderPerson({ person, door }) {
    const { words, roster } = this.parts;
    this.part("person").hidden = person === null;
    if (person === null) return this.removePhoto();
    const { plan } = roster;
    const category = plan?.categories.find((one) => one.code === person.category);
    const job = plan?.functions.find((one) => one.code === person.function);
    this.writeText("native", person.one_day ? words.text("door.one_day.title") : nameOf(person));
    this.writeText("latin", person.latin_name === person.native_name ? null : person.latin_name);
    this.writeText("outlet", [person.outlet, words.eventText(job?.name)].filter(Boolean).join(" · "));
    this.writeText("letter", person.letter);
    this.part("letter").style.setProperty("--category", category?.colour ?? "");
    this.writeText("category", words.eventText(category?.name));
    this.writeText("number", person.number);
    const here = plan?.doors.find((one) => one.id === door)?.zone;
    const zones = (plan?.zones ?? []).filter((zone) => person.zones.includes(zone.code));
    this.part("zones").replaceChildren(
      ...zones.map((zone) => zoneChip(zone.mark, words.eventText(zone.name), zone.code === here)),
    );
    return this.showPhoto(person);
  }

  /** @param {import("../people/roster.mjs").Person} person */
  async showPhoto(person) {
    const image = /** @type {HTMLImageElement} */ (this.part("photo"));
    this.part("frame").hidden = !person.photo;
    if (!person.photo || image.dataset.of === person.photo) return;
    this.removePhoto();
    this.part("frame").hidden = false;
    image.dataset.of = person.photo;
    image.alt = this.parts.words.text("door.say.photo_of", { name: person.native_name });
    const bytes = await this.parts.roster.findPhoto(person.photo).catch(() => null);
    if (image.dataset.of !== person.photo) return;
    this.part("frame").hidden = bytes === null;
    if (bytes) image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  }

  removePhoto() {
    const image = /** @type {HTMLImageElement} */ (this.part("photo"));
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
    image.alt = "";
    delete image.dataset.of;
    this.part("frame").hidden = true;
  }
}

/** @param {string} mark @param {string} name @param {boolean} here */
function zoneChip(mark, name, here) {
  const item = el("li", { class: here ? "verdict-zone is-here" : "verdict-zone" });
  item.append(el("strong", {}, mark), el("span", {}, name));
  return item;
}
