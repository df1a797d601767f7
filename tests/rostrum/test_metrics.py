"""Metrics of the whole program on their own listener; all are documented and on the dashboard."""

import asyncio
import json
import re
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import generate_latest
from sqlalchemy import text

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import ScanRecorded
from conference.clock import ManualClock
from conference.metrics import METRICS, Metrics, serving_metrics
from rostrum.metrics import FAMILIES, metrics_page
from rostrum.runtime import Runtime
from tests.conference.web.conftest import sign_in

ROOT = Path(__file__).parents[2]
GRAFANA = ROOT / "docs" / "grafana" / "rostrum.json"
PAGES = ("docs/runbook.md",)
NAME = re.compile(r"\b(?:rostrum|process|python)_[a-z0-9_]+\b")
SUFFIX = re.compile(r"_(?:bucket|count|sum)$")

Client = TestClient[web.Request, web.Application]


def metrics(client: Client) -> str:
    return generate_latest(client.server.app[METRICS].registry).decode()  # type: ignore[attr-defined]


def value(client: Client, sample: str) -> float:
    """The value of a sample as it is written, such as `name{label="x"}`."""
    (line,) = [line for line in metrics(client).splitlines() if line.rpartition(" ")[0] == sample]
    return float(line.rpartition(" ")[2])


async def test_metrics_are_on_their_own_port_only(client: Client) -> None:
    registry = client.server.app[METRICS].registry  # type: ignore[attr-defined]
    assert (await client.get("/metrics")).status == 404
    async with serving_metrics(registry, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        answer = await session.get(f"http://127.0.0.1:{port}/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert 'rostrum_info{conference="hanoi-2025",database="sqlite",parts="board,desk,doors"} 1.0' in (
            await answer.text()
        )
        assert (await session.get(f"http://127.0.0.1:{port}/en/")).status == 404


async def test_requests_are_counted_by_template_method_and_status(client: Client) -> None:
    await client.get("/en/screens/rooms/somewhere")
    await client.get("/fr/screens/rooms/elsewhere")
    await client.get("/nothing/canary-1")
    await client.request("PROPFIND", "/nothing/canary-2")
    found = metrics(client)
    assert "somewhere" not in found
    assert "canary" not in found
    assert 'method="other",route="unknown"' in found
    route = "/{language}/screens/rooms/{room}"
    counted = [line for line in found.splitlines() if line.startswith("rostrum_http_requests_total") and route in line]
    assert sum(float(line.rpartition(" ")[2]) for line in counted) == 2
    assert value(client, f'rostrum_http_request_duration_seconds_count{{route="{route}"}}') == 2


async def test_stream_is_counted_and_not_timed(client: Client) -> None:
    answer = await client.get("/feed/v1/en/events")
    answer.close()
    for _ in range(100):
        if '/events"' in metrics(client):
            break
        await asyncio.sleep(0.02)
    assert (
        value(client, 'rostrum_http_requests_total{method="GET",route="/feed/v1/{language}/events",status="200"}') == 1
    )
    assert not [line for line in metrics(client).splitlines() if "duration" in line and "/events" in line]


async def test_sign_in_failures_are_counted_by_reason(client: Client) -> None:
    assert value(client, 'rostrum_sign_in_failures_total{reason="wrong"}') == 0
    await sign_in(client, "nobody", "wrong password here")
    assert value(client, 'rostrum_sign_in_failures_total{reason="wrong"}') == 1
    assert value(client, 'rostrum_sign_in_failures_total{reason="throttled"}') == 0


async def test_scans_are_counted_by_door_and_verdict(client: Client, runtime: Runtime, clock: ManualClock) -> None:
    for verdict in (Verdict.ADMITTED, Verdict.ADMITTED, Verdict.REVOKED):
        await runtime.bus.publish(ScanRecorded("scan_1", "main", verdict, None, clock.now()))
    assert value(client, 'rostrum_door_scans_total{door="main",verdict="admitted"}') == 2
    assert value(client, 'rostrum_door_scans_total{door="main",verdict="revoked"}') == 1


async def test_statements_that_fail_are_counted(client: Client, runtime: Runtime) -> None:
    before = value(client, 'rostrum_database_errors_total{kind="statement"}')
    with pytest.raises(Exception, match="nothing_here"):
        async with runtime.database.read() as connection:
            await connection.execute(text("SELECT * FROM nothing_here"))
    assert value(client, 'rostrum_database_errors_total{kind="statement"}') == before + 1


async def test_loop_lag_is_measured_while_the_application_runs(client: Client) -> None:
    await asyncio.sleep(0.6)
    assert value(client, "rostrum_loop_lag_seconds_count") >= 1


async def test_every_metric_is_documented(client: Client) -> None:
    documented = {family.name for family in FAMILIES}
    found = {SUFFIX.sub("", name) for name in re.findall(r"^(rostrum_[a-z0-9_]+)", metrics(client), re.MULTILINE)}
    assert found <= documented
    assert found >= {family.name for family in FAMILIES if not family.labels}


def test_metrics_page_is_fresh() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == metrics_page()


def test_counters_and_units_are_named_as_prometheus_asks() -> None:
    for family in FAMILIES:
        assert family.name.endswith("_total") == (family.kind == "counter"), family.name
        assert family.kind != "histogram" or family.name.endswith("_seconds"), family.name
        assert (family.kind == "histogram") == bool(family.buckets), family.name
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def known() -> set[str]:
    """Every name that a query may use: ours, and what prometheus-client tells of the process."""
    ours = {family.name + suffix for family in FAMILIES for suffix in _suffixes(family.kind)}
    names = re.findall(r"^([a-z_]+)", generate_latest(Metrics().registry).decode(), re.MULTILINE)
    return ours | {name for name in names if name.startswith(("process_", "python_"))}


def _suffixes(kind: str) -> tuple[str, ...]:
    return ("_bucket", "_count", "_sum") if kind == "histogram" else ("",)


def expressions() -> list[str]:
    """Every query of the dashboard."""
    dashboard = json.loads(GRAFANA.read_text(encoding="utf-8"))
    targets = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    variables = [v["query"]["query"] for v in dashboard["templating"]["list"] if v["type"] == "query"]
    notes = [note["expr"] for note in dashboard["annotations"]["list"] if "expr" in note]
    return [*targets, *variables, *notes]


def test_dashboard_asks_only_for_metrics_that_exist() -> None:
    used = {name for expression in expressions() for name in NAME.findall(expression)}
    assert used <= known()
    for expression in expressions():
        for opening, closing in ("()", "{}", "[]"):
            assert expression.count(opening) == expression.count(closing), expression


def test_dashboard_shows_every_metric() -> None:
    used = {SUFFIX.sub("", name) for expression in expressions() for name in NAME.findall(expression)}
    assert {family.name for family in FAMILIES} <= used


def test_dashboard_asks_by_labels_that_exist() -> None:
    labels = {family.name: {*family.labels, "instance", "le"} for family in FAMILIES}
    for expression in expressions():
        for name, selected in re.findall(r"(rostrum_[a-z_]+)\{([^}]*)\}", expression):
            asked = set(re.findall(r"(\w+)\s*(?:=~|!=|!~|=)", selected))
            assert asked <= labels[SUFFIX.sub("", name)], expression


def test_dashboard_has_room_for_each_panel() -> None:
    panels = json.loads(GRAFANA.read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    squares = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(squares)) == len(squares)
    assert max(x for x, _ in squares) < 24


def test_runbook_asks_only_for_metrics_that_exist() -> None:
    for page in PAGES:
        used = set(NAME.findall((ROOT / page).read_text(encoding="utf-8")))
        assert used, page
        assert {name for name in used if not name.endswith("_")} <= known() | {f.name for f in FAMILIES}, page
