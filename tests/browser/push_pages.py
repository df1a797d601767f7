"""Pages in a real Chromium that subscribe to a push service of this machine, whose messages the test hands over.

Chromium subscribes only at the service of its maker, and without a window it shows no notification. So pages get a
`PushManager` that answers with a browser of the test, and a permission; what the server has sent is decrypted and given
to the service worker by the driver, as the push service would; and what the worker shows is recorded.
"""

import json
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.push_browsers import PushBrowser

_SUBSCRIBE = """({endpoint, public_key, secret}) => {
  let current = null;
  Object.defineProperty(Notification, "permission", {get: () => "granted"});
  Notification.requestPermission = async () => "granted";
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async ({applicationServerKey}) => {
    const options = {applicationServerKey: applicationServerKey.buffer};
    current = {endpoint, options, toJSON: () => ({endpoint, keys: {p256dh: public_key, auth: secret}})};
    return current;
  };
}"""
_RECORD_SHOWN = """() => {
  self.shown = [];
  registration.showNotification = async (title, options) => shown.push({title, at: Date.now(), ...options});
}"""


def subscribe_as(context: BrowserContext, browser: PushBrowser) -> None:
    """Let the pages of a context subscribe as this browser."""
    context.add_init_script(f"({_SUBSCRIBE})({json.dumps(browser.body)})")


class PushedWorker:
    """The service worker of a page, to which messages are handed over. `at` of what it shows is in ms since 1970."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._scope = page.evaluate("navigator.serviceWorker.ready.then(({scope}) => scope)")
        (self._worker,) = page.context.service_workers
        self._worker.evaluate(_RECORD_SHOWN)
        self._session = page.context.new_cdp_session(page)
        self._ids: dict[str, str] = {}
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._note_registrations)
        self._session.send("ServiceWorker.enable")

    def show(self, message: dict[str, str]) -> dict[str, Any]:
        """Give the worker a message as the push service does, and return the notification that it shows."""
        while self._scope not in self._ids:
            self._page.wait_for_timeout(20)
        origin = self._page.evaluate("location.origin")
        given = {"origin": origin, "registrationId": self._ids[self._scope], "data": json.dumps(message)}
        self._session.send("ServiceWorker.deliverPushMessage", given)
        while not (shown := self._worker.evaluate("() => shown.splice(0)")):
            self._page.wait_for_timeout(5)
        (notification,) = shown
        return dict(notification)

    def _note_registrations(self, event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            self._ids[one["scopeURL"]] = one["registrationId"]
