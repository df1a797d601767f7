// Checks the files without leaving the page, so that they stay chosen for the import.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#import"));

/**
 * Replaces the result and the summary of errors by those of the answer.
 * @param {string} html
 */
function showAnswer(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const result = document.querySelector("#import-result");
  const found = answer.querySelector("#import-result");
  if (!result || !found || answer.querySelector("#error-summary")) return false;
  result.replaceChildren(...found.childNodes);
  result.classList.add("import-kept");
  result.querySelector("h2")?.scrollIntoView({ block: "center" });
  return true;
}

/**
 * Posts the form as the browser would, with a button.
 * @param {HTMLButtonElement} button
 */
async function checkFiles(button) {
  if (!form) return;
  const body = new FormData(form);
  body.set(button.name, button.value);
  body.delete("digest");
  const result = document.querySelector("#import-result");
  if (result instanceof HTMLElement) result.textContent = result.dataset.working ?? "";
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected || !showAnswer(await answer.text())) form.submit();
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.value !== "check") return;
  event.preventDefault();
  void checkFiles(button);
});
