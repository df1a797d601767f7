/** The entry of a one-day badge's bearer: Enter, which a scanner types after a code, goes on to the next field. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-day-entry]"));
const code = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("badge") ?? null);
const name = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("name") ?? null);

code?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !code.value || name?.value) return;
  event.preventDefault();
  name?.focus();
});
