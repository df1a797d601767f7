// @ts-check
/** The applicant's page: a button that copies the link, where the browser can. */

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
