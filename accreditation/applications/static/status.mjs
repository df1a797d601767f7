/** Applicant's page: buttons that copy and share the link, where the browser can. The kept draft of its form is removed. */

import { forgetDraft } from "./draft.mjs";

forgetDraft(location.pathname);

const copy = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copy]"));
const share = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-share]"));
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-link]"));

field?.addEventListener("focus", () => field.select());
if (copy && field && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    copy.textContent = copy.dataset.copied ?? "";
  });
}
if (share && field && "share" in navigator) {
  share.hidden = false;
  share.addEventListener("click", () => {
    // A sheet that is closed without sharing rejects the promise.
    navigator.share({ title: share.dataset.title ?? "", url: field.value }).catch(() => {});
  });
}
