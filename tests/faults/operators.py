"""Operators at the console of a node, over HTTP, as its page does it."""

import re
from dataclasses import dataclass, field

import aiohttp

ANSWER_WITHIN_S = 30


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the console answered: its status, the code of an error, and when to come back."""

    status: int
    code: str = ""
    text: str = ""
    retry_after: str | None = None


@dataclass
class Operator:
    """Somebody signed in at one node."""

    url: str
    username: str
    password: str
    _token: str = ""
    _session: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> "Operator":
        """Sign in."""
        jar, limit = aiohttp.CookieJar(unsafe=True), aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        self._session = aiohttp.ClientSession(cookie_jar=jar, timeout=limit)
        form = {"csrf": await self._token_on("/staff/sign-in"), "username": self.username, "password": self.password}
        async with self._session.post(f"{self.url}/staff/sign-in", data=form) as answer:
            assert answer.status == 200, answer.status
        self._token = await self._token_on("/staff/console")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        await self._session.close()

    async def move(self, session: str, verb: str, *, expected: int) -> Answer:
        """Press a button of a session that was seen at an offset."""
        form = {"csrf": self._token, "verb": verb, "expected": str(expected), "confirmed": "1"}
        url, headers = f"{self.url}/staff/console/sessions/{session}", {"Accept": "application/json"}
        async with self._session.post(url, data=form, headers=headers) as answer:
            body = await answer.json()
            retry_after = answer.headers.get("Retry-After")
            return Answer(
                status=answer.status, code=body.get("code", ""), text=body.get("detail", ""), retry_after=retry_after
            )

    async def _token_on(self, path: str) -> str:
        async with self._session.get(f"{self.url}{path}") as answer:
            page = await answer.text()
        found = re.search(r'name="csrf" (?:value|content)="([0-9a-f]{64})"', page)
        assert found, f"no token on {path}: {answer.status}"
        return found[1]
