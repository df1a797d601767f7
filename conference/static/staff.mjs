/**
 * Every page for staff: menus and panels, and signing out, which removes what staff pages stored in this tab and nothing
 * else on this host.
 */

import "./js/font_slices.mjs";
import { watchDrawers } from "./js/drawers.mjs";
import { SITE } from "./js/site.mjs";

/** The beginning of every name under which staff pages store something in `sessionStorage`. */
export const STAFF = `rostrum-staff ${SITE}`;

const HTMX = "htmx-"; // keeps the path of the last page

document.addEventListener("submit", ({ target }) => {
  const isSignOut = target instanceof HTMLFormElement && new URL(target.action).pathname === `${SITE}staff/sign-out`;
  if (!isSignOut) return;
  const isStaffs = (/** @type {string} */ name) => name.startsWith(STAFF) || name.startsWith(HTMX);
  for (const name of Object.keys(sessionStorage).filter(isStaffs)) sessionStorage.removeItem(name);
});

/** A form that was not sent is shown on the page that has it: the browser gets the address of that page. */
function showPageAddress() {
  const address = /** @type {HTMLElement | null} */ (document.querySelector("[data-address]"))?.dataset.address;
  if (address) history.replaceState(null, "", address);
}

/** Buttons that print the page. Without scripts the browser's own menu does it, so they are hidden then. */
function offerPrinting() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print]"))) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

showPageAddress();
offerPrinting();
watchDrawers();
