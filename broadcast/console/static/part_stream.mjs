// @ts-check
/**
 * The stream of the console's parts (`broadcast/console/pushed_parts.py`): the server pushes those that have changed, with
 * the revision of the board that they show. Tokens of their forms are empty and are filled in here.
 */

import { morph } from "../../../conference/static/js/fragments.mjs";
import { HOME } from "./board_view.mjs";

/** Milliseconds after which a stream that the browser has given up is opened again: the server was away, or signed out. */
const OPEN_AGAIN_MS = 5000;

/** Fields of forms that belong to this page and its operator. */
const OWN_FIELDS = ["csrf", "csrf_person"];

/** @typedef {{revision: string, parts: Record<string, string>}} Push */

/** Values of the page's own fields, as the server has written them. */
export function ownValues() {
  return new Map(
    OWN_FIELDS.map((name) => [
      name,
      /** @type {HTMLInputElement | null} */ (document.querySelector(`form input[name="${name}"]`))?.value ?? "",
    ]),
  );
}

/**
 * Make the element of a part, with the own values in its forms.
 * @param {string} html @param {Map<string, string>} values
 */
export function readPart(html, values) {
  const part = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  for (const [name, value] of values) {
    for (const field of part?.querySelectorAll(`input[name="${name}"]`) ?? []) field.setAttribute("value", value);
  }
  return part;
}

export class PartStream {
  /**
   * @param {{onPush: (push: Push) => void}} listeners
   * @param {typeof EventSource} [Source]
   */
  constructor({ onPush }, Source = EventSource) {
    this.onPush = onPush;
    this.Source = Source;
    this.values = ownValues();
    /** @type {EventSource | null} */
    this.source = null;
  }

  /** Follow the parts with a session; the stream of the one before ends. @param {string} session */
  follow(session) {
    this.source?.close();
    const source = new this.Source(`${HOME}/events?session=${encodeURIComponent(session)}`);
    source.addEventListener("parts", (event) => this.show(/** @type {MessageEvent} */ (event)));
    source.addEventListener("error", () => {
      if (source.readyState === this.Source.CLOSED) setTimeout(() => this.followAgain(source, session), OPEN_AGAIN_MS);
    });
    this.source = source;
  }

  /** Open the stream again unless another one was opened meanwhile. @param {EventSource} ended @param {string} session */
  followAgain(ended, session) {
    if (this.source === ended) this.follow(session);
  }

  /** @param {MessageEvent} event */
  show({ data }) {
    const push = /** @type {Push} */ (JSON.parse(data));
    for (const [name, html] of Object.entries(push.parts)) {
      const shown = document.getElementById(`console-${name}`);
      const wanted = readPart(html, this.values);
      if (shown && wanted) morph(shown, wanted);
    }
    this.onPush(push);
  }
}
