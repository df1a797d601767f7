/** The badge desk: keys as in the vetting queue, the number of badges to print, and a reload after printing. */
import "../../vetting/static/vetting.mjs";
import { part } from "../../../conference/static/js/dom.mjs";
import { fillText, pluralForm } from "../../../conference/static/js/texts.mjs";
import { Wedge } from "../../badges/static/readers/wedge.mjs";
import { DeskCamera } from "./desk_camera.mjs";

/** Whether a file was requested since the page was loaded: what the page says of printing is out of date then. */
let printed = false;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-prints]"))) {
  form.addEventListener("submit", () => {
    printed = true;
    showWaiting(form);
  });
}

/** Open a window that says what is being made, until the file replaces it. @param {HTMLFormElement} form */
function showWaiting(form) {
  form.target = `print-${Date.now()}`;
  const page = window.open("", form.target);
  if (!page) {
    form.target = "_blank";
    return;
  }
  const { documentElement: root, body } = page.document;
  const words = Object.assign(page.document.createElement("p"), { textContent: form.dataset.prints ?? "" });
  root.lang = document.documentElement.lang;
  root.dir = document.documentElement.dir;
  page.document.title = words.textContent ?? "";
  body.style.cssText =
    "margin: 20vh auto; max-width: 30rem; padding: 0 1rem; text-align: center; font: 1.25rem sans-serif";
  body.append(words, page.document.createElement("progress"));
}

for (const list of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.print-choice"))) {
  list.addEventListener("formdata", ({ formData }) => {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".print-layout input"));
    for (const box of boxes) formData.set(box.name, box.checked ? "yes" : "no");
  });
}

document.addEventListener("visibilitychange", () => {
  if (printed && document.visibilityState === "visible") location.reload();
});

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-works]"))) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    if (!button) return;
    button.disabled = true;
    button.textContent = form.dataset.works ?? "";
  });
}

const toPrint = /** @type {HTMLFormElement | null} */ (document.querySelector("#to-print"));
if (toPrint) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[name="chosen"]')]);
  const { lang } = document.documentElement;
  const forms = JSON.parse(toPrint.dataset.forms ?? "{}");
  const count = () => {
    const n = boxes.filter((box) => box.checked).length || Number(toPrint.dataset.count);
    const label = /** @type {HTMLElement} */ (toPrint.querySelector("button span"));
    label.textContent = fillText(pluralForm(forms, new Intl.PluralRules(lang), n), {
      n: new Intl.NumberFormat(lang, { numberingSystem: "latn" }).format(n),
    });
    toPrint.hidden = n === 0;
  };
  for (const box of boxes) box.addEventListener("change", count);
  count();
}

const scan = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-scan]"));
if (scan) {
  const code = /** @type {HTMLInputElement} */ (scan.querySelector("input[name=code]"));
  const openCode = (/** @type {string} */ text) => {
    code.value = text;
    scan.requestSubmit();
  };
  const wedge = new Wedge(openCode);
  new DeskCamera(part("desk-camera", scan), openCode).offer();
  document.addEventListener(
    "keydown",
    (event) => {
      const isFree = document.activeElement === null || document.activeElement === document.body;
      const isTaken = wedge.takeKey(event, isFree);
      if (isTaken) event.preventDefault();
      // A scanner types letters that are keys of this page: only a single press is one.
      if (isTaken || (isFree && wedge.count > 1)) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
