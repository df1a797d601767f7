/** The search for a person by name. The chosen person is scanned as if their short code had been typed. */

import { el, part, showText } from "../../../../../conference/static/js/dom.mjs";
import { shortCode } from "../../rules/short_code.mjs";
import { NameIndex } from "../people/search.mjs";

export class SearchPanel {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.dialog = /** @type {HTMLDialogElement} */ (part("search-dialog"));
    this.field = /** @type {HTMLInputElement} */ (part("search-name"));
    this.list = part("found");
    /** @type {NameIndex<import("../people/roster.mjs").Person> | null} */
    this.index = null;
    /** @type {number | null} revision of the roster from which the index was made */
    this.indexed = null;
    /** @type {string[]} */
    this.photos = [];
    part("search-open").addEventListener("click", () => this.open());
    this.field.addEventListener("input", () => this.showMatches());
    this.list.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-found-number]");
      if (button instanceof HTMLElement) this.scanPerson(button.dataset.foundNumber ?? "");
    });
    this.dialog.addEventListener("close", () => this.clear());
  }

  render() {
    part("search-open").hidden = !this.screen.enrolment.rights.includes("search");
  }

  open() {
    const { people, version } = this.screen.roster;
    if (this.indexed !== version.revision)
      [this.index, this.indexed] = [
        new NameIndex([...people.values()].filter(({ one_day }) => !one_day)),
        version.revision,
      ];
    this.clear();
    this.dialog.showModal();
    this.field.focus();
  }

  clear() {
    this.field.value = "";
    this.showPeople([]);
    showText(part("found-empty"), this.screen.words.text("door.search.help"));
  }

  showMatches() {
    const found = this.index?.find(this.field.value) ?? [];
    this.showPeople(found);
    const { words } = this.screen;
    const key = this.field.value.trim().length > 1 ? "door.search.nobody" : "door.search.help";
    showText(part("found-empty"), found.length ? null : words.text(key));
  }

  /** @param {import("../people/roster.mjs").Person[]} people */
  showPeople(people) {
    for (const url of this.photos.splice(0)) URL.revokeObjectURL(url);
    this.list.replaceChildren(...people.map((person) => this.personItem(person)));
  }

  /** @param {import("../people/roster.mjs").Person} person */
  personItem(person) {
    const item = document.createElement("li");
    const button = el("button", { class: "found" });
    button.dataset.foundNumber = person.number;
    const image = /** @type {HTMLImageElement} */ (el("img", { class: "found-photo" }));
    image.alt = "";
    const names = el("span", { class: "found-names" });
    const native = el("strong", {});
    native.append(el("bdi", {}, person.native_name));
    const latin = el("bdi", {}, person.latin_name === person.native_name ? "" : person.latin_name);
    names.append(native, latin, el("bdi", { class: "found-outlet" }, person.outlet));
    button.append(image, names, el("bdi", { class: "found-number" }, person.number));
    item.append(button);
    this.loadPhoto(image, person);
    return item;
  }

  /** @param {HTMLImageElement} image @param {import("../people/roster.mjs").Person} person */
  async loadPhoto(image, { photo }) {
    const bytes = photo && (await this.screen.roster.findPhoto(photo).catch(() => null));
    if (!bytes || !image.isConnected) return;
    image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    this.photos.push(image.src);
  }

  /** @param {string} number */
  scanPerson(number) {
    this.dialog.close();
    this.screen.scan(shortCode(number), "search");
  }
}
