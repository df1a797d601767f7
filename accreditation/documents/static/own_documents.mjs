// @ts-check
/** Sending of documents with progress, pause and resume. Without this script the forms send the files whole. */
import { RefusedUpload, ResumableUpload } from "./resumable_upload.mjs";

const texts = /** @type {HTMLElement} */ (document.querySelector("[data-texts]")).dataset;

for (const form of document.querySelectorAll("form[data-kind]")) prepare(/** @type {HTMLFormElement} */ (form));

/** @param {HTMLFormElement} form */
function prepare(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  input.addEventListener("change", () => showProblem(form, largeProblem(form, input.files?.[0])));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = input.files?.[0];
    const problem = file ? largeProblem(form, file) : texts.missing;
    showProblem(form, problem ?? "");
    if (file && !problem) send(form, file);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {File | undefined} file
 * @returns {string}
 */
function largeProblem(form, file) {
  const most = Number(form.dataset.most);
  if (!file || file.size <= most) return "";
  return (texts.large ?? "").replace("{megabytes}", String(Math.floor(most / 1024 / 1024)));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} problem
 */
function showProblem(form, problem) {
  const place = /** @type {HTMLElement} */ (form.querySelector(".field-error"));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  place.hidden = !problem;
  /** @type {HTMLElement} */ (place.querySelector("[data-problem]")).textContent = problem;
  form.querySelector(".field")?.classList.toggle("has-error", Boolean(problem));
  if (problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/**
 * @param {HTMLFormElement} form
 * @param {File} file
 */
async function send(form, file) {
  const shown = new ProgressView(form);
  const key = await keyOf(form, file);
  const upload = new ResumableUpload(file, {
    uploads: form.dataset.uploads ?? "",
    kind: form.dataset.kind ?? "",
    known: localStorage.getItem(key) ?? "",
    onCreated: (address) => localStorage.setItem(key, address),
    onProgress: (sent) => shown.showShare(sent / file.size),
    onCut: (isCut) => shown.showCut(isCut),
  });
  shown.begin(upload);
  try {
    const address = await upload.run();
    localStorage.removeItem(key);
    if (address) handIn(form, address.slice(address.lastIndexOf("/") + 1), shown);
    else shown.end();
  } catch (error) {
    localStorage.removeItem(key);
    shown.end();
    showProblem(form, error instanceof RefusedUpload ? error.message : (texts.cut ?? ""));
  }
}

/**
 * Return the name under which the address of a begun upload is stored: a digest, because file names are private.
 *
 * @param {HTMLFormElement} form
 * @param {File} file
 * @returns {Promise<string>}
 */
async function keyOf(form, file) {
  const parts = [form.action, file.name, file.size, file.lastModified].join("\n");
  if (!crypto.subtle) return `upload ${form.dataset.kind} ${file.size} ${file.lastModified}`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts));
  return `upload ${Array.from(new Uint8Array(digest, 0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Submit the form with the upload in place of the file.
 *
 * @param {HTMLFormElement} form
 * @param {string} upload
 * @param {ProgressView} shown
 */
function handIn(form, upload, shown) {
  shown.showState(texts.checking ?? "");
  /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]")).disabled = true;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "upload";
  field.value = upload;
  form.append(field);
  form.submit();
}

/** Progress and buttons of one form. */
class ProgressView {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.box = /** @type {HTMLElement} */ (form.querySelector("[data-upload]"));
    this.bar = /** @type {HTMLProgressElement} */ (this.box.querySelector("progress"));
    this.state = /** @type {HTMLElement} */ (this.box.querySelector("[data-upload-state]"));
    this.pauseButton = /** @type {HTMLButtonElement} */ (this.box.querySelector("[data-pause]"));
    this.continueButton = /** @type {HTMLButtonElement} */ (this.box.querySelector("[data-continue]"));
    this.cancelButton = /** @type {HTMLButtonElement} */ (this.box.querySelector("[data-cancel]"));
    this.sendRow = /** @type {HTMLElement} */ (form.querySelector("[data-send]"));
    this.isCut = false;
    this.share = 0;
  }

  /** @param {ResumableUpload} upload */
  begin(upload) {
    this.box.hidden = false;
    this.sendRow.hidden = true;
    this.pauseButton.onclick = () => {
      upload.pause();
      this.togglePaused(true);
      this.showState(texts.paused ?? "");
      this.continueButton.focus();
    };
    this.continueButton.onclick = () => {
      upload.resume();
      this.togglePaused(false);
      this.showShare(this.share);
      this.pauseButton.focus();
    };
    this.cancelButton.onclick = () => upload.cancel();
    this.togglePaused(false);
    this.showShare(0);
    this.pauseButton.focus();
  }

  end() {
    this.box.hidden = true;
    this.sendRow.hidden = false;
  }

  /** @param {boolean} isPaused */
  togglePaused(isPaused) {
    this.pauseButton.hidden = isPaused;
    this.continueButton.hidden = !isPaused;
  }

  /** @param {boolean} isCut */
  showCut(isCut) {
    this.isCut = isCut;
    if (isCut) this.showState(texts.cut ?? "");
  }

  /** @param {number} share from 0 to 1 */
  showShare(share) {
    this.share = share;
    const percent = Math.min(100, Math.floor(100 * share));
    this.bar.value = percent;
    if (!this.isCut) this.showState((texts.sent ?? "").replace("{percent}", String(percent)));
  }

  /** @param {string} text */
  showState(text) {
    if (this.state.textContent !== text) this.state.textContent = text;
  }
}
