// @ts-check
/** Acts sent to the server as JSON answers them: the request of a form, its outcome, and the fields that were refused. */

import { el } from "../../../conference/static/js/dom.mjs";

const ANSWER_WITHIN_MS = 8000;
/** The login or the token of the form is gone: the server shows the form again on a page of its own. */
const SIGNED_OUT = new Set([401, 403]);

/**
 * @typedef {{changed: boolean, offset: number, proposed?: boolean, planned?: boolean}} Change
 * @typedef {{detail: string, code: string, errors?: Record<string, {detail: string}>}} Problem
 * @typedef {{kind: "done", change: Change} | {kind: "refused", problem: Problem} | {kind: "signed out"} | {kind: "unreachable"}} Answer
 */

/**
 * Return what a form sends: its fields, its button, answers to a question, and the revision that the operator has seen.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} submitter
 * @param {{answers: Record<string, string>, offset: number}} seen `answers` to the question that was asked
 */
export function bodyOf(form, submitter, { answers, offset }) {
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  for (const [name, value] of Object.entries(answers)) fields.set(name, value);
  if (fields.has("expected")) fields.set("expected", String(offset));
  return fields;
}

/** @param {string} address @param {URLSearchParams} body @returns {Promise<Answer>} */
export async function sendAct(address, body) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.ok) return { kind: "done", change: await response.json() };
    if (SIGNED_OUT.has(response.status)) return { kind: "signed out" };
    return { kind: "refused", problem: await response.json() };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Forget which fields of a form were refused. @param {HTMLFormElement} form */
export function clearErrors(form) {
  for (const text of form.querySelectorAll(".field-error")) text.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** Say at each refused field why, and put the cursor into the first. @param {HTMLFormElement} form @param {Problem} problem */
export function showErrors(form, { errors = {} }) {
  const refused = Object.entries(errors).flatMap(([name, { detail }]) => {
    const field = [name, `parameter.${name}`].map((one) => form.elements.namedItem(one)).find(Boolean);
    if (!(field instanceof HTMLElement)) return [];
    field.setAttribute("aria-invalid", "true");
    field.closest(".field")?.append(el("p", { class: "field-error", id: `error-${name}` }, detail));
    return [field];
  });
  refused[0]?.focus();
}
