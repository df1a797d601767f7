/** Buttons that copy the address in the field beside them, where the browser can. */

/**
 * Show the buttons marked with `data-copy`. Each copies the field marked with `data-link` in its parent, and then has
 * the text of its `data-copied`. A field that gets the focus is selected.
 */
export function enableCopying() {
  for (const field of document.querySelectorAll("[data-link]")) {
    if (field instanceof HTMLInputElement) enableField(field);
  }
}

/** @param {HTMLInputElement} field */
function enableField(field) {
  field.addEventListener("focus", () => field.select());
  const button = /** @type {HTMLButtonElement | null | undefined} */ (
    field.parentElement?.querySelector("[data-copy]")
  );
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied ?? "";
  });
}
