"""Before its release nothing that an applicant can reach tells that there is a decision, or which."""

import re
from dataclasses import replace

import pytest
from aiohttp import ClientResponse
from msgspec import structs

from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.progress import reference_of
from accreditation.badges.actions.badges import issue_run
from accreditation.badges.actions.keys import ensure_signing_key
from conference.audit import SYSTEM
from conference.clock import ManualClock
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, apply, hidden
from tests.support.withheld_decisions import decide

PAGES = (
    *("", "/photo.jpg", "/withdraw", "/correct", "/appeal", "/link", "/address"),
    *("/pass.svg", "/pass.png", "/pass.pdf", "/collect.ics", "/badge.png"),
)
FORMS = {"/appeal": {"text": "Please."}, "/correct": {"version": "2"}}


@pytest.fixture
async def runtime(runtime: Runtime) -> Runtime:
    return replace(runtime, event=structs.replace(runtime.event, decisions=("10:00", "18:00")))


async def answers_for(client: Client, address: str, application: Application) -> dict[str, tuple[object, ...]]:
    """Return the answer of each page and form under the link, without what is the applicant's own."""
    page = await (await client.get(f"{address}/link")).text()
    token = {"csrf": hidden(page, "csrf")}
    answers = {f"GET {path}": await client.get(address + path, allow_redirects=False) for path in PAGES}
    answers["GET en"] = await client.get(address.replace("/ar/", "/en/"))
    for path, fields in FORMS.items():
        answers[f"POST {path}"] = await client.post(address + path, data=fields | token, allow_redirects=False)
    secret = address.rpartition("/")[2]
    own = (secret, application.id, reference_of(application.id))
    return {name: await comparable(answer, own) for name, answer in answers.items()}


async def comparable(answer: ClientResponse, own: tuple[str, ...]) -> tuple[object, ...]:
    body = (await answer.read()).decode("utf-8", "replace")
    for text in own:
        body = body.replace(text, "·" * len(text))
    for pattern in (
        r'name="csrf" value="[^"]*"',
        r"req_[0-9a-z]+",
        r'nonce="[^"]*"',
        r'<path d="[^"]*"',
        r"<svg.*?</svg>",
    ):
        body = re.sub(pattern, "", body, flags=re.DOTALL)
    place = answer.headers.get("Location", "").replace(own[0], "·")
    return answer.status, answer.headers.get("Content-Type"), place, body


async def test_decisions_are_not_seen_before_their_release(
    client: Client, runtime: Runtime, clock: ManualClock
) -> None:
    badges = assemble_accreditation(runtime).badges
    await ensure_signing_key(badges)
    seen = dict[str, dict[str, tuple[object, ...]]]()
    addresses = {finding: await apply(client) for finding in ("", "approved", "refused")}
    for finding, address in addresses.items():
        application = await decide(client, address, finding)
        if finding == "approved":
            await issue_run(badges, actor=SYSTEM)
        seen[finding] = await answers_for(client, address, application)
    for name in seen[""]:
        assert seen["approved"][name] == seen[""][name], name
        assert seen["refused"][name] == seen[""][name], name
    clock.advance(3600)
    pages = {finding: await (await client.get(address)).text() for finding, address in addresses.items()}
    assert "/pass.png" in pages["approved"]
    assert "/appeal" in pages["refused"]
    assert not any(word in pages[""] for word in ("/pass.png", "/appeal"))
