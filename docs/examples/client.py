"""Example of a program that uses the API (docs/api.md). It needs Python 3.11 and nothing else.

    ROSTRUM_URL=https://press.example ROSTRUM_TOKEN=rst_… python client.py

lists the applications that wait for the agency of the token's owner. `hold_application` shows an act that is safe to
repeat, `is_genuine` how a receiver of webhooks checks a message.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

MAX_AGE_S = 300
"""Seconds for which a webhook's message is accepted, so that a copy of it cannot be sent later."""

ATTEMPTS = 4


class ApiError(Exception):
    """The API refused a request; `problem` is the body of the answer (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem

    @property
    def code(self) -> str:
        """The stable name of the error."""
        return str(self.problem.get("code", ""))


class Client:
    """Sends requests with a token. Throttled requests, and those that failed on the way, are sent again."""

    def __init__(self, address: str, token: str) -> None:
        self._root = f"{address.rstrip('/')}/api/v1"
        self._token = token

    def get(self, path: str, **query: object) -> Any:
        """Return the answer to a read."""
        text = urllib.parse.urlencode({name: value for name, value in query.items() if value != ""})
        return self._send("GET", f"{path}?{text}" if text else path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Carry out an act once, however often it has to be sent."""
        return self._send("POST", path, body, {"Idempotency-Key": uuid.uuid4().hex})

    def pages(self, path: str, name: str, **query: object) -> Iterator[Any]:
        """Yield the rows of all pages of a list."""
        page, seen = 1, 0
        while True:
            answer = self.get(path, **query, page=page)
            yield from answer[name]
            seen += len(answer[name])
            if not answer[name] or seen >= answer["total"]:
                return
            page += 1

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, more: Mapping[str, str] | None = None
    ) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(more or {})}
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        for attempt in range(1, ATTEMPTS + 1):
            request = urllib.request.Request(f"{self._root}/{path}", data, headers, method=method)  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or attempt == ATTEMPTS:
                    raise ApiError(json.load(error)) from None
                time.sleep(float(error.headers.get("Retry-After", "1")))
            except urllib.error.URLError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(2**attempt)
        raise AssertionError("unreachable")


def hold_application(client: Client, application_id: str, note: str) -> Any:
    """Put an application on hold, in the version that was read. Another change in between is refused by 409."""
    seen = client.get(f"applications/{application_id}")
    return client.post(f"applications/{application_id}/hold", {"version": seen["version"], "note": note})


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a webhook's message was signed with the secret, at most `MAX_AGE_S` seconds ago."""
    message_id, sent_at = headers["webhook-id"], headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(key, f"{message_id}.{sent_at}.".encode() + body, hashlib.sha256).digest()
    given = headers["webhook-signature"].removeprefix("v1,")
    is_recent = sent_at.isdecimal() and abs(now - int(sent_at)) <= MAX_AGE_S
    return is_recent and hmac.compare_digest(base64.b64encode(expected).decode(), given)


def main() -> None:
    """List the applications that wait."""
    client = Client(os.environ["ROSTRUM_URL"], os.environ["ROSTRUM_TOKEN"])
    for one in client.pages("applications", "applications"):
        sys.stdout.write(f"{one['id']}  {one['latin_name']}  {one['outlet'] or '–'}\n")


if __name__ == "__main__":
    main()
