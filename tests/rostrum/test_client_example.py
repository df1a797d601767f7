"""The example of a client in the documentation works on a served application."""

import asyncio
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from accreditation.applications.domain.applications import State
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.webhooks.domain import secret_text, signed_headers
from rostrum.roles import ACCREDITATION_OFFICER
from rostrum.runtime import Runtime
from tests.conftest import MORNING
from tests.support.api_tokens import make_header
from tests.support.badge_office import make_office

FILE = Path(__file__).parents[2] / "docs/examples/client.py"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The module of the example."""
    spec = importlib.util.spec_from_file_location("client_example", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_example_reads_lists_and_acts(
    client: TestClient[web.Request, web.Application],
    runtime: Runtime,
    clock: ManualClock,
    tmp_path: Path,
    example: ModuleType,
) -> None:
    office = await make_office(runtime.transactions, clock, RandomIds(), tmp_path)
    await office.apply(state=State.SUBMITTED, decision=None)
    token = (await make_header(runtime, ACCREDITATION_OFFICER))["Authorization"].removeprefix("Bearer ")
    address = str(client.make_url("/"))
    program = example.Client(address, token)

    def use() -> tuple[list[Any], Any]:
        return list(program.pages("applications", "applications")), example.hold_application(program, "app_1", "x")

    listed, held = await asyncio.to_thread(use)
    assert [one["id"] for one in listed] == ["app_1"]
    assert held["state"] == "on_hold"
    with pytest.raises(example.ApiError) as refusal:
        await asyncio.to_thread(example.hold_application, program, "app_1", "x")
    assert refusal.value.code == "application.hold_not_now"

    def run() -> str:
        environment = {"ROSTRUM_URL": address, "ROSTRUM_TOKEN": token}
        command = [sys.executable, str(FILE)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert await asyncio.to_thread(run) == ""


def test_example_checks_messages_of_webhooks(example: ModuleType) -> None:
    key, body = b"k" * 32, b'{"type": "application.approved"}'
    headers, now = signed_headers(key, "msg_1", body, MORNING), MORNING.timestamp()
    assert example.is_genuine(secret_text(key), headers, body, now)
    assert not example.is_genuine(secret_text(key), headers, body + b" ", now)
    assert not example.is_genuine(secret_text(b"x" * 32), headers, body, now)
    assert not example.is_genuine(secret_text(key), headers, body, now + example.MAX_AGE_S + 1)
