"""The measurement of officers' pages, with few applications on SQLite: the number of queries is that at any size."""

from dataclasses import replace

from bench.officers_site import fill_office, office_event
from bench.queue_at_size import MOST_QUERIES, PAGES, measure_office
from rostrum.runtime import Runtime


async def test_pages_of_officers_need_few_queries(runtime: Runtime) -> None:
    site = replace(runtime, event=office_event(runtime.event))
    found = await measure_office(site, await fill_office(site, 50), looks=1)
    assert {page.name for page in found.pages} == {name for name, _ in PAGES}
    assert {page.name: page.queries for page in found.pages if not 1 < page.queries <= MOST_QUERIES} == {}
