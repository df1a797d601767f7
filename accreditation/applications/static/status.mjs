/** Applicant's page: buttons that copy and share the link, where the browser can. The kept draft of its form is removed. */

import { enableCopying } from "../../../conference/static/js/copy_buttons.mjs";
import { forgetDraft } from "./draft.mjs";

forgetDraft(location.pathname);

const share = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-share]"));
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-link]"));

enableCopying();
if (share && field && "share" in navigator) {
  share.hidden = false;
  share.addEventListener("click", () => {
    // A sheet that is closed without sharing rejects the promise.
    navigator.share({ title: share.dataset.title ?? "", url: field.value }).catch(() => {});
  });
}
