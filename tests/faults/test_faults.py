"""Two nodes over real servers: after each fault every viewer has the board of the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.cluster import Cluster, open_cluster
from tests.faults.scenarios import SCENARIOS, Scenario, redis_killed

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNTED_WITHIN_S = 10.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """Two nodes, and viewers in seven languages at each."""
    async with open_cluster(tmp_path_factory.mktemp("faults"), nodes=2) as opened:
        yield opened


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_every_viewer_converges_and_shows_only_real_states(cluster: Cluster, scenario: Scenario) -> None:
    await scenario(cluster)
    assert cluster.crowd.never_were(cluster.desk.truth) == []
    assert cluster.crowd.went_back() == []


async def test_nodes_count_redis_failures(cluster: Cluster) -> None:
    before = await doorbells(cluster)
    await redis_killed(cluster)
    async with asyncio.timeout(COUNTED_WITHIN_S):
        while any(now <= then for now, then in zip(await doorbells(cluster), before, strict=True)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def doorbells(cluster: Cluster) -> list[float]:
    """Of every node: how often it heard again, and how often it failed to."""
    counted = ("rostrum_fanout_reconnects_total", "rostrum_fanout_failures_total")
    return [await node.metric(name) for node in cluster.nodes for name in counted]
