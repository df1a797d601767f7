"""Text made to be slow, at every address that takes text: how long the server's event loop stands still.

`python -m bench.hostile_text` serves the whole site in a process of its own and sends runs of combining marks, up to
the largest body that each route takes, in every text field of every form, in query strings, paths, headers, file names
and the doors' JSON; with them bodies that no browser sends. The routes are those of the application's router and the
forms those of its pages, so that a new one is tried too; a new address for programs fails until its texts are named in
`bodies_for_programs`. Time in which another process had the server's core is taken off, and a request that held the
loop up is sent again twice, of which the shortest time counts. The exit code is 1 when an answer was a failure of the
server (5xx); with `--aims` also when a request held the loop up for longer than `--most-ms`.
"""

import argparse
import asyncio
import itertools
import json
import re
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bench.hostile_bodies import (
    API_PATH,
    Body,
    Form,
    bodies_for_programs,
    bodies_of_any_form,
    bodies_of_form,
    forms_of,
    marks,
)
from bench.hostile_server import PASSWORD
from rostrum import roles

AGAIN = 2
"""How often a request that took long is sent again."""

START_WITHIN_S = 120.0
LONG_QUERY = 7000
LAST = ("/staff/sign-out", "/doors/v1/sign-out", "/staff/command/devices/{device}")
"""Routes that end what the others need: they are tried last."""

SUBMISSIONS = 60
"""More forms than one address may send."""

PARAMETER = re.compile(r"\{([a-z]+)\}")


@dataclass
class Found:
    """What became of the requests of one route."""

    requests: int = 0
    largest: int = 0
    worst_ms: float = 0.0
    worst: str = ""
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Visitor:
    """A browser: its cookies, and the token that its forms need."""

    cookie: str = ""
    token: str = ""


class Server:
    """The server's process, its routes, and one client."""

    def __init__(self, process: Process, session: aiohttp.ClientSession, told: Mapping[str, Any]) -> None:
        self.values: dict[str, str] = told["values"]
        self._device: str = told["token"]
        self._api_token: str = told["api_token"]
        self._process, self._session = process, session
        self._origin = f"http://127.0.0.1:{told['port']}"
        self._addresses = itertools.count(1)

    def token_for(self, path: str) -> str:
        """Return the token of a program: of the API below its path, of a device elsewhere."""
        return self._api_token if path.startswith(API_PATH) else self._device

    async def ask(self, command: str) -> Any:
        """Return the server's answer to a command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command.encode() + b"\n")
        return json.loads(await self._process.stdout.readline())

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], data: bytes | None = None, *, address: str = ""
    ) -> tuple[int, str, Mapping[str, str]]:
        """Send a request from a network address of its own; returns status, text and headers of the answer."""
        number = next(self._addresses)
        client = address or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        try:
            async with self._session.request(
                method,
                URL(self._origin + path, encoded=True),
                headers={"X-Forwarded-For": client, **headers},
                data=data,
                allow_redirects=False,
            ) as answer:
                body = b"" if answer.content_type == "text/event-stream" else await answer.read()
                return answer.status, body.decode(errors="replace"), answer.headers
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            return 0, "", {}  # the connection ended before the whole body was sent


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aims", action="store_true", help="fail when the aim is missed")
    parser.add_argument("--most-ms", type=float, default=50.0, help="the aim: how long the loop may stand still")
    parser.add_argument("--most-bytes", type=int, default=1 << 30, help="of a body, where the route takes more")
    parser.add_argument("--only", default="", help="routes whose path holds this text")
    options = parser.parse_args()
    return asyncio.run(measure(options))


async def measure(options: argparse.Namespace) -> int:
    """Try every route; the exit code."""
    async with serving() as server:
        routes = [one for one in (await server.ask("routes"))["routes"] if one["method"] in ("GET", "POST")]
        routes.sort(key=lambda one: one["path"] in LAST)
        attack = Attack(server, routes, options)
        await attack.prepare()
        for route in routes:
            if options.only in route["path"]:
                await attack.try_route(route)
        if options.only in "/{language}/apply":
            await attack.try_limited()
    return report(attack.found, options)


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """The site in a process of its own, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as folder:
        command = [sys.executable, "-m", "bench.hostile_server", "--data-dir", folder]
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=1 << 20)
        assert process.stdout is not None
        timeout = aiohttp.ClientTimeout(total=60)
        try:
            told = json.loads(await asyncio.wait_for(process.stdout.readline(), START_WITHIN_S))
            jar = aiohttp.DummyCookieJar()
            async with aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as session:
                yield Server(process, session, told)
        finally:
            process.terminate()
            await process.wait()


class Attack:
    """Hostile requests to every route, each followed by a look at the server's event loop."""

    def __init__(self, server: Server, routes: list[dict[str, Any]], options: argparse.Namespace) -> None:
        self._server, self._routes, self._options = server, routes, options
        self._visitors: list[Visitor] = []
        self._forms: dict[str, list[tuple[Visitor, Form]]] = {}
        self._names: set[str] = {"photo"}
        self.found: dict[str, Found] = {}

    async def prepare(self) -> None:
        """Sign in as each role, and read the forms of every page."""
        page, cookie = await self._open("/en/apply", "")
        self._visitors = [Visitor(cookie, _token(page))]
        for role in roles.ROLE_TABLE:
            self._visitors.append(await self._sign_in(role.name))
        for route in self._routes:
            if route["method"] != "GET" or route["path"].startswith(("/static", "/feed", "/doors/v1", "/fonts")):
                continue
            for visitor in self._visitors:
                path = self._path(route["path"])
                html, _ = await self._open(path, visitor.cookie)
                for form in forms_of(path, html):
                    self._names |= set(form.fields)
                    self._forms.setdefault(self._template(form.action), []).append((visitor, form))
        self._names -= {"", "csrf"}

    async def try_route(self, route: Mapping[str, Any]) -> None:
        """Send everything hostile that the route may be sent."""
        label, path = f"{route['method']} {route['path']}", self._path(route["path"])
        most = min(route["most"], self._options.most_bytes)
        if route["programs"]:
            headers = {"Authorization": f"Bearer {self._server.token_for(route['path'])}"}
            is_post = route["method"] == "POST"
            bodies = bodies_for_programs(route["path"], most, route["texts"]) if is_post else []
            for body in bodies:
                await self._try(label, "POST", path, headers, body)
        elif route["method"] == "POST":
            await self._try_forms(label, route["path"], most)
        if route["method"] == "GET":
            await self._try_address(label, route["path"], path)

    async def try_limited(self) -> None:
        """Send the largest form from an address that has sent too many."""
        visitor, address = self._visitors[0], "192.0.2.1"
        headers = {"Cookie": visitor.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        for _ in range(SUBMISSIONS):
            await self._server.send("POST", "/en/apply", headers, f"csrf={visitor.token}".encode(), address=address)
        most = max(one["most"] for one in self._routes if one["path"] == "/{language}/apply")
        for form in (form for _, form in self._forms["/{language}/apply"][:1]):
            for body in bodies_of_form(form, visitor.token, min(most, self._options.most_bytes)):
                label = "POST /{language}/apply, address over its limit"
                await self._try(label, "POST", "/en/apply", headers, body, address=address)

    async def _try_forms(self, label: str, template: str, most: int) -> None:
        known = self._forms.get(template, [])
        seen: set[tuple[object, ...]] = set()
        for visitor, form in known:
            kind = (tuple(form.fields), tuple(form.buttons), form.fields.get("act"))
            if kind not in seen:
                seen.add(kind)
                for body in bodies_of_form(form, visitor.token, most):
                    await self._try(label, "POST", form.action, {"Cookie": visitor.cookie}, body)
        path = self._path(template)
        visitor = known[0][0] if known else await self._who_may("POST", path)
        for body in bodies_of_any_form(sorted(self._names), visitor.token, most):
            await self._try(label, "POST", path, {"Cookie": visitor.cookie}, body)

    async def _try_address(self, label: str, template: str, path: str) -> None:
        visitor = await self._who_may("GET", path)
        token = self._server.token_for(path)
        own = {"Authorization": f"Bearer {token}"} if "/v1/" in path else {"Cookie": visitor.cookie}
        long = quote(marks(LONG_QUERY // 3))
        for name in sorted(self._names | {"q", "id", "page", "did", "done", "next", "zone", "since", "every_s"}):
            await self._try(label, "GET", f"{path}?{quote(name)}={long}", own, about=f"query {name}")
        for name in ("page", "done", "since", "every_s", "offset"):
            await self._try(label, "GET", f"{path}?{name}={'9' * LONG_QUERY}", own, about=f"digits in {name}")
        await self._try(label, "GET", f"{path}?{'a&' * (LONG_QUERY // 2)}", own, about="empty parameters")
        for name in PARAMETER.findall(template):
            hostile = self._path(template.replace(f"{{{name}}}", long))
            await self._try(label, "GET", hostile, own, about=f"path, {name}")
        await self._try(label, "GET", path + "/" * LONG_QUERY, own, about="slashes")
        for about, headers in hostile_headers(visitor):
            await self._try(label, "GET", path, {**own, **headers}, about=about)

    async def _try(
        self,
        label: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Body | None = None,
        *,
        about: str = "",
        address: str = "",
    ) -> None:
        found = self.found.setdefault(label, Found())
        sent = dict(headers) | ({"Content-Type": body.content_type} if body else {})
        least = float("inf")
        for _ in range(1 + AGAIN):
            await self._server.ask("lag")
            status, _, _ = await self._server.send(method, path, sent, body.data if body else None, address=address)
            least = min(least, (await self._server.ask("lag"))["lag_ms"])
            found.statuses[status] += 1
            if least <= self._options.most_ms:
                break
        found.requests += 1
        found.largest = max(found.largest, len(body.data) if body else 0)
        if least > found.worst_ms:
            found.worst_ms, found.worst = least, body.about if body else about

    async def _who_may(self, method: str, path: str) -> Visitor:
        """Return a visitor whom the address does not refuse, or the last."""
        for visitor in self._visitors:
            headers = {"Cookie": visitor.cookie, "X-CSRF-Token": visitor.token, "Accept": "application/json"}
            status, _, _ = await self._server.send(method, path, headers)
            if status not in (401, 403):
                break
        return visitor

    async def _open(self, path: str, cookie: str) -> tuple[str, str]:
        _, text, headers = await self._server.send("GET", path, {"Cookie": cookie, "Accept": "text/html"})
        return text, headers.get("Set-Cookie", "").partition(";")[0]

    async def _sign_in(self, username: str) -> Visitor:
        page, cookie = await self._open("/staff/sign-in", "")
        form = f"csrf={_token(page)}&username={username}&password={quote(PASSWORD)}&next="
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        status, _, told = await self._server.send("POST", "/staff/sign-in", headers, form.encode())
        assert status == 303, status
        login = told["Set-Cookie"].partition(";")[0]
        return Visitor(login, _token((await self._open("/staff/password", login))[0]))

    def _path(self, template: str) -> str:
        return PARAMETER.sub(lambda one: self._value(one[1]), template)

    def _value(self, name: str) -> str:
        """Return a value for a parameter of a path. Raises KeyError for one that `hostile_server` does not fill."""
        return self._server.values[name]

    def _template(self, path: str) -> str:
        """Return the template of the route that a form's path leads to."""
        wanted = path.partition("?")[0]
        return next(
            (
                route["path"]
                for route in self._routes
                if route["method"] == "POST"
                and re.fullmatch(PARAMETER.sub("[^/]+", route["path"].replace(".", r"\.")), wanted)
            ),
            "",
        )


def hostile_headers(visitor: Visitor) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield headers of the length that the server takes, made to be slow to read."""
    for text in ("a;", '\\"', "a=b ", "a=b;", "=;"):
        yield f"cookies {text}", {"Cookie": f'{visitor.cookie}; a="{text * 4000}'[:8000]}
    for name in ("Accept-Language", "If-None-Match", "Accept", "X-Forwarded-For", "X-Request-Id", "Authorization"):
        yield name, {name: "a,;q=" * 1600}
    yield "X-Forwarded-For, many", {"X-Forwarded-For": "," * 8000}


def report(found: Mapping[str, Found], options: argparse.Namespace) -> int:
    """Print a row for each route, the worst first, and the verdict; the exit code."""
    print(f"{'loop ms':>9}  {'requests':>8}  {'largest':>10}  route: what held the loop up; answers")
    for label, one in sorted(found.items(), key=lambda item: -item[1].worst_ms):
        answers = " ".join(f"{status}×{count}" for status, count in sorted(one.statuses.items()))
        print(f"{one.worst_ms:9.1f}  {one.requests:8}  {one.largest:10,}  {label}: {one.worst}; {answers}")
    failed = [label for label, one in found.items() if any(status >= 500 for status in one.statuses)]
    worst = max(one.worst_ms for one in found.values())
    met = worst <= options.most_ms
    print(f"{sum(one.requests for one in found.values())} hostile requests, {len(found)} routes")
    verdict = "met" if met else "NOT met"
    print(f"aim: the event loop never stands still for {options.most_ms:.0f} ms: {worst:.1f} ms, {verdict}")
    print(f"answers that are failures of the server: {', '.join(failed) or 'none'}")
    return 1 if failed or (options.aims and not met) else 0


def _token(html: str) -> str:
    found = re.search(r'name="csrf" (?:content|value)="([0-9a-f]+)"', html)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main())
