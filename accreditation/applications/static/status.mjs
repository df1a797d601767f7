/** Applicant's page: a button that copies the link, if the browser has a clipboard. The kept draft of its form is removed. */

import { forgetDraft } from "./draft.mjs";

forgetDraft(location.pathname);

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copy]"));
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-link]"));

field?.addEventListener("focus", () => field.select());
if (button && field && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied ?? "";
  });
}
