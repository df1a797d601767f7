/** The badge desk: keys as in the vetting queue, and a list that is fresh again after printing. */
import "../../vetting/static/vetting.mjs";

/** Set once a file was asked for: what the list says of printing is old when the clerk comes back to it. */
let printed = false;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-prints]"))) {
  form.addEventListener("submit", () => {
    printed = true;
    showWaiting(form);
  });
}

/** A window of its own that says what is being made, until the file itself takes its place. @param {HTMLFormElement} form */
function showWaiting(form) {
  form.target = `print-${Date.now()}`;
  const page = window.open("", form.target);
  if (!page) {
    form.target = "_blank";
    return;
  }
  const { documentElement: root, body } = page.document;
  const words = Object.assign(page.document.createElement("p"), { textContent: form.dataset.prints ?? "" });
  root.lang = document.documentElement.lang;
  root.dir = document.documentElement.dir;
  page.document.title = words.textContent ?? "";
  body.style.cssText =
    "margin: 20vh auto; max-width: 30rem; padding: 0 1rem; text-align: center; font: 1.25rem sans-serif";
  body.append(words, page.document.createElement("progress"));
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
