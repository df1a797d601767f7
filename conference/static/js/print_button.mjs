/** The button that prints the page, which is hidden without scripts. */

const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-print]"));
button.hidden = false;
button.addEventListener("click", () => print());
