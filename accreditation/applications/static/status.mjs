/** Applicant's page: a button that copies the link, if the browser has a clipboard. */

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
