/** Starts the page of a screen, once the modules of its layouts have run. */

import { pageData } from "../../../conference/static/js/dom.mjs";
import { Screen } from "./screen.mjs";
import { ScreenParts } from "./screen_parts.mjs";

/** @type {{tiles: import("./screen_place.mjs").Tile[]}} */
const { tiles } = pageData("screen");
new Screen((screen) => new ScreenParts(screen, tiles)).start();
