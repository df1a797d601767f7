/** The badge desk: keys as in the vetting queue, and a reload of the list after printing. */
import "../../vetting/static/vetting.mjs";

/** Whether a file was requested since the page was loaded: its list of printed badges is out of date then. */
let printed = false;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-prints]"))) {
  form.addEventListener("submit", () => {
    printed = true;
    showWaiting(form);
  });
}

/** Open a window that says what is being made, until the file replaces it. @param {HTMLFormElement} form */
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
