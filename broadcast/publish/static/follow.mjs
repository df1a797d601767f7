/** The ways to follow the programme: buttons that copy addresses, and the alerts and the state of the feed. */

import { enableCopying } from "../../../conference/static/js/copy_buttons.mjs";
import { followPage } from "./follow_page.mjs";

if (globalThis.document?.getElementById("page-data")) {
  enableCopying();
  followPage(() => {});
}
