/** The menu: door, language, sound, the scanner's layout, and signing out. */

import { el, part, setPressed, showText } from "../../../../../conference/static/js/dom.mjs";
import { learnLayout } from "../../../../badges/static/readers/layout.mjs";

const SEND_WITHIN_MS = 10_000;

export class Menu {
  /** @param {import("./door_screen.mjs").DoorScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.menu = /** @type {HTMLDialogElement} */ (part("menu"));
    this.leaving = /** @type {HTMLDialogElement} */ (part("sign-out-dialog"));
    this.calibrating = /** @type {HTMLDialogElement} */ (part("calibrate-dialog"));
    this.problem = "";
    /** Number of unsent scans of which the open dialog tells. */
    this.shownCount = 0;
    part("calibration").src = new URL("../calibration.svg", import.meta.url).href;
    part("menu-open").addEventListener("click", () => this.open());
    part("sound").addEventListener("click", () => screen.choose({ sounds: !screen.choices.sounds }));
    part("doors").addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-door]");
      if (button instanceof HTMLElement) screen.choose({ door: button.dataset.door });
    });
    part("sign-out").addEventListener("click", () => this.confirmSignOut());
    this.leaving.addEventListener("submit", (event) => this.submitSignOut(event));
    part("calibrate-open").addEventListener("click", () => this.openCalibration());
    this.calibrating.addEventListener("close", () => this.closeCalibration());
  }

  render() {
    const { screen } = this;
    const { words, enrolment, roster, clock, choices } = screen;
    setPressed(part("sound"), choices.sounds);
    part("device-name").textContent = enrolment.name;
    part("until").textContent = words.moment(enrolment.expires_at, clock.now());
    part("list-facts").textContent = words.text("door.menu.list_facts", {
      n: words.numbers.format(roster.people.size),
      photos: words.numbers.format(roster.photos.size),
    });
    const doors = (roster.plan?.doors ?? []).filter((door) => enrolment.doors.includes(door.id));
    part("doors-part").hidden = doors.length < 2;
    part("doors").replaceChildren(
      ...doors.map((door) => {
        const button = /** @type {HTMLButtonElement} */ (
          el("button", { class: "button-quiet" }, words.eventText(door.name))
        );
        button.type = "button";
        button.dataset.door = door.id;
        setPressed(button, door.id === choices.door);
        return button;
      }),
    );
  }

  open() {
    this.render();
    this.menu.showModal();
  }

  /** @param {string} [problem] */
  confirmSignOut(problem = "") {
    this.menu.close();
    this.problem = problem;
    this.showUnsent();
    if (!this.leaving.open) this.leaving.showModal();
  }

  /** Follow the queue while the dialog is open: scans are sent, and stored, behind it. */
  renderUnsent() {
    if (this.leaving.open && this.screen.unsentCount !== this.shownCount) this.showUnsent();
  }

  showUnsent() {
    const { words, unsentCount: unsent } = this.screen;
    this.shownCount = unsent;
    const said = [words.plural("door.sign_out.unsent", unsent), this.problem].filter(Boolean).join(" ");
    showText(part("unsent"), unsent ? said : null);
    part("send").hidden = !unsent;
    part("do-it", this.leaving).textContent = words.text(unsent ? "door.sign_out.give_up" : "door.sign_out.do");
  }

  /** @param {SubmitEvent} event */
  async submitSignOut(event) {
    const { value } = /** @type {HTMLButtonElement} */ (event.submitter);
    if (!value) return undefined;
    if (value === "do" && this.screen.unsentCount <= this.shownCount) return this.screen.end("signed_out");
    event.preventDefault();
    if (value === "do") return this.showUnsent();
    await Promise.all([this.screen.sync.sendQueue(SEND_WITHIN_MS), this.screen.lateScans.sendAll()]);
    if (this.screen.unsentCount) this.confirmSignOut(this.screen.words.text("door.sign_out.not_sent"));
    else this.screen.end("signed_out");
    return undefined;
  }

  openCalibration() {
    this.menu.close();
    const problem = part("problem", this.calibrating);
    showText(problem, null);
    this.calibrating.returnValue = "";
    this.screen.readers.calibrating = (strokes) => {
      const learnt = learnLayout(strokes);
      if ("layout" in learnt) this.screen.choose({ layout: learnt.layout });
      showText(problem, this.screen.words.text("layout" in learnt ? "door.calibrate.done" : "door.calibrate.failed"));
    };
    this.calibrating.showModal();
  }

  closeCalibration() {
    this.screen.readers.calibrating = null;
    if (this.calibrating.returnValue === "forget") this.screen.choose({ layout: null });
  }
}
