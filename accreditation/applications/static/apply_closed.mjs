/** Page after applications have closed: a form that was begun in this tab can be opened again, as it was typed. */

import { keptDraft } from "./draft.mjs";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-continue]"));
const draft = keptDraft();
if (form && draft) {
  for (const [name, value] of Object.entries({ ...draft.values, form: draft.secret })) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(field);
  }
  form.addEventListener("submit", (event) => {
    if (draft.values) return;
    event.preventDefault();
    location.assign(`${form.dataset.draftPath}${draft.secret}`);
  });
  form.hidden = false;
}
