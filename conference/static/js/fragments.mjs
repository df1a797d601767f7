/**
 * Rules for pages that htmx updates (`conference/templates/htmx.html`): morphing keeps what a person has typed, chosen or
 * opened, and a response from another page never replaces a part of this one.
 *
 * @typedef {{
 *   xhr: XMLHttpRequest, elt: Element, target: Element, successful: boolean, shouldSwap: boolean,
 *   pathInfo: {requestPath: string, finalRequestPath: string, responsePath: string | null},
 *   requestConfig: {path: string, elt: Element, parameters: Record<string, string>},
 * }} RequestDetail
 *   What htmx says of a request in the events that this project listens to.
 */

/** What this project uses of the library. */
export const htmx =
  /** @type {{trigger: (element: Element | string, name: string) => void, ajax: (verb: string, path: string, context: object) => Promise<void>}} */ (
    /** @type {any} */ (globalThis).htmx
  );

/** Attributes that belong to the person once the page is shown, by the elements that have them. */
const KEPT = [
  { attributes: ["open"], elements: "details, dialog" },
  { attributes: ["value", "checked"], elements: "input:not([type=hidden])" },
  { attributes: ["value"], elements: "textarea" },
  { attributes: ["selected"], elements: "option" },
];

/** @param {string} attribute @param {Element} element whether a morph leaves the attribute of this element alone */
export function isKept(attribute, element) {
  return KEPT.some(({ attributes, elements }) => attributes.includes(attribute) && element.matches(elements));
}

/** Tell Idiomorph what to keep. */
function configureMorphing() {
  const { callbacks } = /** @type {any} */ (globalThis).Idiomorph.defaults;
  callbacks.beforeAttributeUpdated = (/** @type {string} */ name, /** @type {Element} */ element) =>
    !isKept(name, element);
}

/**
 * Let a morph leave elements where they are that the new page does not have.
 * @param {(element: Element) => boolean} isInUse
 */
export function keepElements(isInUse) {
  const { callbacks } = /** @type {any} */ (globalThis).Idiomorph.defaults;
  callbacks.beforeNodeRemoved = (/** @type {Node} */ node) => !(node instanceof Element && isInUse(node));
}

/**
 * Make an element look like another, without replacing what is the same.
 * @param {Element} element @param {Element} wanted
 */
export function morph(element, wanted) {
  /** @type {any} */ (globalThis).Idiomorph.morph(element, wanted);
}

/**
 * Whether the server redirected a request, for example to the sign-in page.
 * @param {RequestDetail} detail
 */
export function isRedirected({ xhr, pathInfo }) {
  if (!xhr.responseURL) return false;
  return new URL(xhr.responseURL).pathname !== new URL(pathInfo.finalRequestPath, location.href).pathname;
}

/** Whether a person has written something into a form of the page that is not sent yet. */
function hasTyped() {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    document.querySelectorAll(
      "form[method=post] :is(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)",
    )
  );
  return [...fields].some((field) => field.value !== field.defaultValue && field.value.trim() !== "");
}

/**
 * Call `act` instead of using a response that was redirected; not while a form has something typed: to send it leads to
 * the sign-in page, which keeps it.
 * @param {() => void} act
 */
export function onRedirect(act) {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent<RequestDetail>} */ (event);
    if (!isRedirected(detail)) return;
    detail.shouldSwap = false;
    if (!hasTyped()) act();
  });
}

/**
 * Send no request of the polling elements that `selector` matches while the tab is hidden, and one as soon as it is shown.
 * @param {string} selector
 */
export function pauseWhileHidden(selector) {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = /** @type {CustomEvent<RequestDetail>} */ (event).detail;
    if (document.hidden && elt.matches(selector)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll(selector)) element.dispatchEvent(new Event("shown"));
  });
}

if (/** @type {any} */ (globalThis).Idiomorph) configureMorphing();
