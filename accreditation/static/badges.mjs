// @ts-check
/** The badge desk: keys as in the vetting queue, and a list that is fresh again after printing. */
import "./vetting.mjs";

/** Set once a file was asked for: what the list says of printing is old when the clerk comes back to it. */
let printed = false;

for (const form of document.querySelectorAll("form[data-prints]")) {
  form.addEventListener("submit", () => {
    printed = true;
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
