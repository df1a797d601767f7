// The questions of a press conference on the page of its session: shown as the server renders them, or left as they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { refreshSection } from "../../broadcast/press_questions/static/questions.mjs";

/** As much of a section as the module uses; its children are texts. @param {string[]} texts @param {boolean} hidden */
function makeSection(texts, hidden) {
  const section = /** @type {any} */ ({ dataset: { address: "/en/sessions/briefing/questions" }, hidden });
  section.children = texts.map((text) => ({
    text,
    isEqualNode: (/** @type {any} */ other) => other.text === text,
    replaceWith(/** @type {any} */ node) {
      section.children.splice(section.children.indexOf(this), 1, node);
    },
    remove() {
      section.children.splice(section.children.indexOf(this), 1);
    },
  }));
  section.append = (/** @type {any} */ node) => section.children.push(node);
  return section;
}
const textsOf = (/** @type {any} */ section) => section.children.map((/** @type {any} */ one) => one.text);
const answer = (/** @type {boolean} */ ok) => async () => /** @type {any} */ ({ ok, text: async () => "" });

test("the newest state is shown, and the section with it", async () => {
  const section = makeSection(["Questions"], true);
  const asked = /** @type {string[]} */ ([]);
  const ask = (/** @type {string} */ address) => {
    asked.push(address);
    return answer(true)();
  };
  await refreshSection(section, ask, () => makeSection(["Questions", "French"], false));
  assert.deepEqual(asked, ["/en/sessions/briefing/questions"]);
  assert.deepEqual([textsOf(section), section.hidden], [["Questions", "French"], false]);
});

test("a refusal, another page and a lost connection leave the section as it is", async (context) => {
  const warned = context.mock.method(console, "warn", () => {});
  const section = makeSection(["Questions", "French"], false);
  await refreshSection(section, answer(false), () => makeSection([], true));
  await refreshSection(section, answer(true), () => null);
  await refreshSection(
    section,
    () => Promise.reject(new TypeError("offline")),
    () => makeSection([], true),
  );
  assert.deepEqual([textsOf(section), section.hidden], [["Questions", "French"], false]);
  assert.equal(warned.mock.callCount(), 1);
});
