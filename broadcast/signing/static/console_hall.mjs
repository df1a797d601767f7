// @ts-check
/** On the console: who of the next signatories is in the hall, also after the part with them was replaced. */

import { SITE } from "../../../conference/static/js/site.mjs";
import { followHall, showPresence } from "./hall.mjs";

/** @type {Record<string, string>} */
let present = {};

// Only a conference at which something is signed has these parts; the console of another one asks nothing.
if (document.querySelector("[data-part=signing]:not([hidden])")) {
  followHall(`${SITE}staff/signing/hall`, "", (hall) => {
    present = hall.present;
  });
  const watched = document.querySelector("main") ?? document.body;
  new MutationObserver(() => showPresence(present)).observe(watched, { childList: true, subtree: true });
}
