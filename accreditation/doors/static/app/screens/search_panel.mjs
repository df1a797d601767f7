/** Finding a person by name, for those with the right. Who is chosen is scanned as if their short code had been typed. */

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
    /** @type {number | null} the list's revision that the index is of */
    this.indexed = null;
    /** @type {string[]} */
    this.photos = [];
    part("search-open").addEventListener("click", () => this.open());
    this.field.addEventListener("input", () => this.find());
    this.list.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-found-number]");
      if (button instanceof HTMLElement) this.chosen(button.dataset.foundNumber ?? "");
    });
    this.dialog.addEventListener("close", () => this.clear());
  }

  rewrite() {
    part("search-open").hidden = !this.screen.enrolment.rights.includes("search");
  }

  open() {
    const { people, about } = this.screen.roster;
    if (this.indexed !== about.revision) [this.index, this.indexed] = [new NameIndex(people.values()), about.revision];
    this.clear();
    this.dialog.showModal();
    this.field.focus();
  }

  clear() {
    this.field.value = "";
    this.show([]);
    showText(part("found-empty"), this.screen.words.text("door.search.help"));
  }

  find() {
    const found = this.index?.find(this.field.value) ?? [];
    this.show(found);
    const { words } = this.screen;
    const key = this.field.value.trim().length > 1 ? "door.search.nobody" : "door.search.help";
    showText(part("found-empty"), found.length ? null : words.text(key));
  }

  /** @param {import("../people/roster.mjs").Person[]} people */
  show(people) {
    for (const url of this.photos.splice(0)) URL.revokeObjectURL(url);
    this.list.replaceChildren(...people.map((person) => this.line(person)));
  }

  /** @param {import("../people/roster.mjs").Person} person */
  line(person) {
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
    this.photo(image, person);
    return item;
  }

  /** @param {HTMLImageElement} image @param {import("../people/roster.mjs").Person} person */
  async photo(image, { photo }) {
    const bytes = photo && (await this.screen.roster.photo(photo).catch(() => null));
    if (!bytes || !image.isConnected) return;
    image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    this.photos.push(image.src);
  }

  /** @param {string} number */
  chosen(number) {
    this.dialog.close();
    this.screen.read(shortCode(number), "search");
  }
}
