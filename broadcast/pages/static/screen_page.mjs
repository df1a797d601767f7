/** Starts the page of a screen: loads its layouts and shows them in the frame. */

import { pageData } from "../../../conference/static/js/dom.mjs";
import { Screen } from "./screen.mjs";
import { ScreenParts } from "./screen_parts.mjs";

/** @type {{tiles: import("./screen_place.mjs").Tile[]}} */
const { tiles } = pageData("screen");
const layouts = await Promise.all(tiles.map(({ module }) => (module === null ? null : import(module))));
new Screen((screen) => new ScreenParts(screen, tiles, layouts)).start();
