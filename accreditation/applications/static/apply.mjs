/**
 * Optional behaviour of the application form. Without JavaScript the photo is sent with the form, the outlet is
 * matched after sending, and the category is chosen by hand.
 */

import { emptyDraft, keepDraft, markSent, restoreDraft } from "./draft.mjs";
import { saveDraft } from "./draft_saving.mjs";
import { advisePassport } from "./passports/advice.mjs";
import { offerPictures } from "./passports/picture_panel.mjs";
import { CropPanel, panelParts } from "./photos/crop_panel.mjs";

const PHOTO_BYTES = 15 * 1024 * 1024;
const PHOTO_WAIT_MS = 90_000;
const SUGGEST_AFTER_MS = 200;
const SUGGEST_BY_LETTERS = 120;

/** @param {string} selector @param {ParentNode} [within] */
function element(selector, within = document) {
  return /** @type {HTMLElement | null} */ (within.querySelector(selector));
}

/**
 * Forms whose selected photo the server could not save; a form that is sent and not saved would lose it.
 * @type {WeakSet<HTMLFormElement>}
 */
const unsavedPhotos = new WeakSet();

const form = /** @type {HTMLFormElement | null} */ (element("form.apply"));
if (form) {
  focusProblems();
  carryDraft(form);
  keepPhotoAtOnce(form);
  suggestOutlets(form);
  followFunction(form);
  followCountry(form);
  advisePassport(form);
  offerPictures(form);
  holdUnsavedPhoto(form);
  sendOnce(form);
}

/** Focus the summary of errors. */
function focusProblems() {
  element("#error-summary")?.focus();
}

/** Save what is typed, and fill a new form with what this tab has of it. @param {HTMLFormElement} form */
function carryDraft(form) {
  if (form.dataset.keep === undefined) return;
  const photo = /** @type {HTMLImageElement | null} */ (element("[data-photo-preview]", form));
  const state = element("[data-draft-state]", form);
  element("[data-empty]")?.addEventListener("click", () => emptyDraft());
  const draft = form.dataset.new === undefined ? null : restoreDraft(form);
  if (draft && !draft.values) {
    location.replace(`${form.dataset.draftPath}${draft.secret}`);
    return;
  }
  const notice = element("[data-restored]");
  if (draft && notice) notice.hidden = false;
  if (draft?.hasPhoto && photo) {
    photo.addEventListener("error", () => (photo.hidden = true), { once: true }); // it has expired
    photo.src = `${form.dataset.photoPath}${draft.secret}/photo.jpg`;
    photo.hidden = false;
  }
  const hasPhoto = () => photo?.hidden === false;
  /** @type {Record<string, number>} */
  const typed = draft?.typed ?? {};
  const say = (/** @type {string} */ text, /** @type {string} */ kind) => {
    if (!state) return;
    state.textContent = text;
    state.className = `draft-state ${kind}`.trim();
  };
  saveDraft(form, { say, offline: state?.dataset.offline ?? "", hasPhoto }, typed);
  if (form.dataset.new === undefined) keepDraft(form, hasPhoto(), typed);
  form.addEventListener("submit", (event) => {
    if (!isForLater(event)) markSent();
  });
}

/** Upload the photo as soon as it is chosen. @param {HTMLFormElement} form */
function keepPhotoAtOnce(form) {
  const box = element("[data-photo-field]", form);
  const input = /** @type {HTMLInputElement | null} */ (element("#f-photo", form));
  const state = element("[data-photo-state]", form);
  if (!box || !input || !state) return;
  /** @param {string} text @param {string} kind */
  const say = (text, kind) => {
    removePhotoError(box);
    state.textContent = text;
    state.className = `photo-state ${kind}`.trim();
  };
  const parts = panelParts(box);
  const panel = parts && new CropPanel({ ...parts, save: (photo) => keep(photo) });
  /** @param {File} file */
  const keep = async (file) => {
    if (file.size > PHOTO_BYTES) {
      input.value = "";
      say(box.dataset.tooLarge ?? "", "is-bad");
      return;
    }
    say(box.dataset.sending ?? "", "is-busy");
    const answer = await sendPhoto(form, file);
    if (answer.photo) {
      parts?.advise(answer.advice ?? []);
      input.value = "";
      showPreview(box, answer.photo);
      form.dispatchEvent(new Event("photo-kept"));
      say(box.dataset.kept ?? "", "");
    } else if (answer.text) {
      if (answer.isLater) unsavedPhotos.add(form);
      else input.value = "";
      say(answer.text, "is-bad");
    } else {
      say(box.dataset.failed ?? "", "is-busy"); // the file stays selected and is sent with the form
    }
  };
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    unsavedPhotos.delete(form);
    panel?.close();
    if (!file) return;
    await keep(file);
    await panel?.open(file);
  });
}

/**
 * @param {HTMLFormElement} form @param {File} file
 * @returns {Promise<{photo?: string, advice?: string[], text?: string, isLater?: boolean}>} photo address, or refusal text, or neither if
 *   offline or without a token; `isLater`: the same photo may be saved later
 */
async function sendPhoto(form, file) {
  const body = new FormData();
  body.set("form", String(new FormData(form).get("form")));
  body.set("photo", file);
  const token = /** @type {HTMLMetaElement | null} */ (element('meta[name="csrf"]'))?.content ?? "";
  try {
    const response = await fetch(form.dataset.photoAddress ?? "", {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRF-Token": token },
      signal: AbortSignal.timeout(PHOTO_WAIT_MS),
    });
    const answer = await response.json();
    if (response.status === 403) return {}; // the form that is sent with the photo brings a new token
    return response.ok
      ? { photo: answer.photo, advice: answer.advice }
      : { text: answer.detail, isLater: response.status === 503 };
  } catch {
    return {};
  }
}

/** @param {HTMLElement} box @param {string} address */
function showPreview(box, address) {
  const preview = /** @type {HTMLImageElement | null} */ (element("[data-photo-preview]", box));
  if (!preview) return;
  preview.src = address;
  preview.hidden = false;
}

/** Remove the message about an earlier photo: one message at a time. @param {HTMLElement} box */
function removePhotoError(box) {
  box.classList.remove("has-error");
  element("#f-photo-error", box)?.remove();
  element("#f-photo", box)?.removeAttribute("aria-invalid");
}

/** Suggest confirmed outlets while the name is typed. @param {HTMLFormElement} form */
function suggestOutlets(form) {
  const input = /** @type {HTMLInputElement | null} */ (element("[data-outlets]", form));
  const list = element("#outlets");
  if (!input || !list) return;
  let latest = 0;
  let timer = 0;
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    const text = input.value.slice(0, SUGGEST_BY_LETTERS).trim();
    if (text.length < 2) return;
    timer = window.setTimeout(async () => {
      const request = ++latest;
      const names = await outletsLike(form.dataset.outletsAddress ?? "", text);
      if (request !== latest) return;
      list.replaceChildren(...names.map((name) => new Option(name, name)));
    }, SUGGEST_AFTER_MS);
  });
}

/** @param {string} address @param {string} text @returns {Promise<string[]>} */
async function outletsLike(address, text) {
  try {
    const response = await fetch(`${address}?q=${encodeURIComponent(text)}`, {
      headers: { Accept: "application/json" },
    });
    return response.ok ? (await response.json()).outlets : [];
  } catch {
    return [];
  }
}

/** Show a telephone number of the chosen country as the example. @param {HTMLFormElement} form */
function followCountry(form) {
  const select = /** @type {HTMLSelectElement | null} */ (element("#f-country", form));
  const example = element("#f-phone-help bdi", form);
  if (!select || !example) return;
  select.addEventListener("change", async () => {
    const country = select.value;
    try {
      const response = await fetch(`${form.dataset.phoneExampleAddress}?country=${country}`, {
        headers: { Accept: "application/json" },
      });
      if (response.ok && country === select.value) example.textContent = (await response.json()).example;
    } catch {
      // the earlier example stays
    }
  });
}

/** Select the category of the chosen function, until the reader selects a category. @param {HTMLFormElement} form */
function followFunction(form) {
  const select = /** @type {HTMLSelectElement | null} */ (element("[data-function]", form));
  const data = element("#function-categories");
  const radios = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input[name="category"]')]);
  if (!select || !data) return;
  const categories = /** @type {Record<string, string>} */ (JSON.parse(data.textContent ?? "{}"));
  let chosen = false;
  for (const radio of radios) radio.addEventListener("change", () => (chosen = true));
  select.addEventListener("change", () => {
    const radio = radios.find((option) => option.value === categories[select.value]);
    if (radio && !chosen) radio.checked = true;
  });
}

/** Save a photo that could not be saved before the form is submitted. @param {HTMLFormElement} form */
function holdUnsavedPhoto(form) {
  const input = /** @type {HTMLInputElement | null} */ (element("#f-photo", form));
  form.addEventListener("submit", (event) => {
    if (!input?.files?.length || !unsavedPhotos.has(form) || isForLater(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.addEventListener("photo-kept", () => form.requestSubmit(), { once: true });
    input.dispatchEvent(new Event("change"));
    input.focus();
  });
}

/** Whether the form is sent to be shown in another language, or to be saved. @param {SubmitEvent} event */
function isForLater(event) {
  const name = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name;
  return name === "show" || name === "save";
}

/** Disable the button after the first submit. @param {HTMLFormElement} form */
function sendOnce(form) {
  const button = /** @type {HTMLButtonElement | null} */ (element("[data-send]", form));
  form.addEventListener("submit", (event) => {
    if (!button || isForLater(event)) return;
    const text = button.textContent;
    button.textContent = button.dataset.sending ?? text;
    window.setTimeout(() => (button.disabled = true), 0);
    window.addEventListener(
      "pageshow",
      () => {
        button.disabled = false;
        button.textContent = text;
      },
      { once: true },
    );
  });
}
