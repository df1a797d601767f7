/**
 * Optional behaviour of the application form. Without JavaScript the photo is sent with the form, the outlet is
 * matched after sending, and the category is chosen by hand.
 */

const PHOTO_BYTES = 15 * 1024 * 1024;
const PHOTO_WAIT_MS = 90_000;
const SUGGEST_AFTER_MS = 200;
const SUGGEST_BY_LETTERS = 120;

/** @param {string} selector @param {ParentNode} [within] */
function element(selector, within = document) {
  return /** @type {HTMLElement | null} */ (within.querySelector(selector));
}

const form = /** @type {HTMLFormElement | null} */ (element("form.apply"));
if (form) {
  focusProblems();
  keepPhotoAtOnce(form);
  suggestOutlets(form);
  followFunction(form);
  sendOnce(form);
}

/** Focus the summary of errors. */
function focusProblems() {
  element("#error-summary")?.focus();
}

/** Upload the photo as soon as it is chosen. @param {HTMLFormElement} form */
function keepPhotoAtOnce(form) {
  const box = element("[data-photo-field]", form);
  const input = /** @type {HTMLInputElement | null} */ (element("#f-photo", form));
  const state = element("[data-photo-state]", form);
  if (!box || !input || !state) return;
  /** @param {string} text @param {string} kind */
  const say = (text, kind) => {
    state.textContent = text;
    state.className = `photo-state ${kind}`.trim();
  };
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    if (file.size > PHOTO_BYTES) {
      input.value = "";
      say(box.dataset.tooLarge ?? "", "is-bad");
      return;
    }
    say(box.dataset.sending ?? "", "is-busy");
    const answer = await sendPhoto(form, file);
    if (answer.photo) {
      input.value = "";
      showPreview(box, answer.photo);
      say(box.dataset.kept ?? "", "");
    } else if (answer.text) {
      input.value = "";
      say(answer.text, "is-bad");
    } else {
      say(box.dataset.failed ?? "", "is-busy"); // the file stays selected and is sent with the form
    }
  });
}

/**
 * @param {HTMLFormElement} form @param {File} file
 * @returns {Promise<{photo?: string, text?: string}>} photo address, or refusal text, or neither if offline
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
    return response.ok ? { photo: answer.photo } : { text: answer.detail };
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
  box.classList.remove("has-error");
  element("#f-photo-error", box)?.remove();
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

/** Disable the button after the first submit. @param {HTMLFormElement} form */
function sendOnce(form) {
  const button = /** @type {HTMLButtonElement | null} */ (element("[data-send]", form));
  form.addEventListener("submit", () => {
    if (!button) return;
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
