"""Store of focal points."""

from dataclasses import replace

from tests.support.crew_desk import CrewDesk


async def test_focal_points_that_work_are_first(crew_desk: CrewDesk) -> None:
    services, first = crew_desk.services, crew_desk.focal
    assert first is not None
    second = await crew_desk.invite("second@example.org")
    ended = replace(first, ended_at=services.applications.clock.now())
    async with services.transactions.write() as transaction:
        await services.focal_points.save(transaction, ended)
        assert await services.focal_points.list_of_outlet(transaction, "out_1") == [second, ended]
        assert await services.focal_points.find(transaction, first.id, lock=True) == ended
        assert await services.focal_points.find(transaction, "fp_none") is None
