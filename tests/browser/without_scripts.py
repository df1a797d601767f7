"""Documents as a browser shows them without scripts."""

from dataclasses import dataclass

from playwright.async_api import Page

_SHOW_DOCUMENTS = """async ({documents, width}) => {
  const shown = [];
  for (const text of documents) {
    const frame = document.createElement("iframe");
    Object.assign(frame, {sandbox: "allow-same-origin", srcdoc: text});
    frame.style = `width: ${width}px; height: 900px; max-width: none; border: 0`;
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    await loaded;
    const {body, documentElement} = frame.contentDocument;
    const scrollsSideways = documentElement.scrollWidth > documentElement.clientWidth;
    shown.push([body.innerText.trim().length, scrollsSideways]);
    frame.remove();
  }
  return shown;
}"""

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
