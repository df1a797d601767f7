"""A keyboard-wedge scanner for tests in a browser."""

from playwright.sync_api import Page


def dispatch_scanner_keys(page: Page, text: str) -> None:
    """Press all keys of a scanner's burst, and Enter, within one task of the page.

    Keys sent one by one through the driver arrive too far apart on a busy machine: the page then sees two bursts.
    """
    page.evaluate(
        """(text) => {
            for (const key of [...text, "Enter"]) {
                const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                (document.activeElement ?? document.body).dispatchEvent(press);
            }
        }""",
        text,
    )
