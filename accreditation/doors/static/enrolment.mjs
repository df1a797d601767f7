/**
 * The page of an enrolment's QR code: htmx asks for the device's state until it is no longer offered
 * (`templates/enrolment_state.html`). A login that has ended leaves the page as it is, because a reload would offer again.
 */
import { onRedirect } from "../../../conference/static/js/fragments.mjs";

onRedirect(() => {});
