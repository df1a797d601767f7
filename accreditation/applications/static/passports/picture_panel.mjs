/** Offer to read the passport lines from a picture, which stays on the device. */

import { readZoneInPicture } from "./zone_reader.mjs";

/** Show the button of the form, if it has one. @param {HTMLFormElement} form */
export function offerPictures(form) {
  const panel = /** @type {HTMLElement | null} */ (form.querySelector("[data-passport-picture]"));
  const lines = /** @type {HTMLTextAreaElement | null} */ (form.querySelector("#f-passport_line"));
  if (!panel || !lines) return;
  const input = /** @type {HTMLInputElement} */ (panel.querySelector("input"));
  const state = /** @type {HTMLElement} */ (panel.querySelector("[role=status]"));
  panel.hidden = false;
  panel.querySelector("button")?.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const picture = input.files?.[0];
    input.value = "";
    if (!picture || panel.ariaBusy === "true") return;
    panel.ariaBusy = "true";
    state.textContent = panel.dataset.reading ?? "";
    state.textContent = await readInto(lines, picture, panel.dataset);
    panel.ariaBusy = "false";
  });
}

/**
 * Write the lines that are found into the field; return what to say.
 *
 * @param {HTMLTextAreaElement} lines
 * @param {File} picture
 * @param {DOMStringMap} texts
 */
async function readInto(lines, picture, { unread, failed }) {
  try {
    const found = await readZoneInPicture(picture);
    if (!found) return unread ?? "";
    lines.value = found;
    lines.dispatchEvent(new Event("input", { bubbles: true }));
    lines.dispatchEvent(new Event("change", { bubbles: true }));
    return "";
  } catch (error) {
    console.warn("the picture cannot be read", error);
    return failed ?? "";
  }
}
