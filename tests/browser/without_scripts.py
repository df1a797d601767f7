"""Documents as a browser shows them without scripts."""

from dataclasses import dataclass

from playwright.async_api import Page

_SHOW_DOCUMENTS = """async ({documents, width}) => {
  const shown = [], frame = document.createElement("iframe");
  frame.style = `width: ${width}px; height: 900px; max-width: none; border: 0`;
  frame.sandbox = "allow-same-origin";
  document.body.append(frame);
  const isStyle = "link[rel=stylesheet], style";
  const waiting = documents.map((text, number) => {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    return {number, text, parsed, styles: [...parsed.querySelectorAll(isStyle)].map((e) => e.outerHTML).join("")};
  });
  waiting.sort((one, other) => one.styles < other.styles ? -1 : Number(one.styles > other.styles));
  let present = null;
  for (const {number, text, parsed, styles} of waiting) {
    if (styles !== present) {
      const loaded = new Promise((resolve) => { frame.onload = resolve; });
      frame.srcdoc = text;
      await loaded;
    } else {
      const {documentElement: root} = frame.contentDocument;
      for (const name of root.getAttributeNames()) root.removeAttribute(name);
      for (const {name, value} of parsed.documentElement.attributes) root.setAttribute(name, value);
      root.querySelector("body").replaceWith(parsed.body);
      root.getBoundingClientRect();
      await frame.contentDocument.fonts.ready;
    }
    present = styles;
    const {body, documentElement} = frame.contentDocument;
    const scrollsSideways = documentElement.scrollWidth > documentElement.clientWidth;
    shown[number] = [body.innerText.trim().length, scrollsSideways];
  }
  return shown;
}"""
"""Documents of the same style sheets follow each other in a frame, which need not load them again."""

WRITTEN_BY_SCRIPT = "<!doctype html><title>Script</title><script>document.write('Written by a script.')</script>"
TOO_WIDE = f"<!doctype html><title>Wide</title><p>{'W' * 1000}</p>"


@dataclass(frozen=True)
class ShownDocument:
    """The number of visible characters of a document, and whether it is wider than its frame."""

    characters: int
    scrolls_sideways: bool


async def show_without_scripts(page: Page, documents: list[str], *, width: int) -> list[ShownDocument]:
    """Show each document in a frame of `width` CSS pixels in which no script runs; return what is seen of each.

    `page` is open at the site of the documents, and bypasses its content security policy. To visit the pages instead
    takes ten times as long.
    """
    shown = await page.evaluate(_SHOW_DOCUMENTS, {"documents": documents, "width": width})
    return [ShownDocument(characters, scrolls_sideways) for characters, scrolls_sideways in shown]
