// @ts-check
/** Compare typed texts with the agreed terms of the event, and say differences beside their fields. */

import { el } from "../../../conference/static/js/dom.mjs";

const WAIT_MS = 600;
const ANSWER_WITHIN_MS = 5000;

/** @typedef {{language: string, text: string}} TermWarning */

/** @type {Map<HTMLFormElement, ReturnType<typeof setTimeout>>} */
const waiting = new Map();

/**
 * The warnings of a form; null when the server does not answer: they are a help, and nothing depends on them.
 * @param {HTMLFormElement} form
 * @returns {Promise<TermWarning[] | null>}
 */
async function fetchWarnings(form) {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith("text.") || name.startsWith("csrf"));
  try {
    const response = await fetch(String(form.dataset.terms), {
      method: "POST",
      body: new URLSearchParams(/** @type {[string, string][]} */ (fields)),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return response.ok ? (await response.json()).warnings : null;
  } catch {
    return null;
  }
}

/** @param {HTMLFormElement} form @param {TermWarning[]} warnings */
function showWarnings(form, warnings) {
  for (const field of form.querySelectorAll("textarea[name^='text.']")) {
    const language = /** @type {HTMLTextAreaElement} */ (field).name.slice("text.".length);
    const own = warnings.filter((warning) => warning.language === language);
    const list = field.parentElement?.querySelector(".term-warnings");
    list?.replaceChildren(...own.map(({ text }) => el("li", {}, text)));
  }
}

/** @param {HTMLFormElement} form */
async function compareTerms(form) {
  waiting.delete(form);
  const warnings = await fetchWarnings(form);
  if (warnings !== null && !waiting.has(form)) showWarnings(form, warnings);
}

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLTextAreaElement) || !target.name.startsWith("text.")) return;
  const { form } = target;
  if (!form?.dataset.terms) return;
  clearTimeout(waiting.get(form));
  waiting.set(
    form,
    setTimeout(() => compareTerms(form), WAIT_MS),
  );
});
