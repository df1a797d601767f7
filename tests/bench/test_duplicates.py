"""The measurement of duplicates, with a small labelled set on SQLite."""

from pathlib import Path

from bench.duplicates import LEAST_RECALL, MOST_QUERIES, hand_in_all
from bench.labelled_people import make_labelled_set
from conference.storage.engine import open_database
from rostrum.migrations.migrate import migrate


async def test_labelled_pairs_are_found_with_few_queries(tmp_path: Path) -> None:
    labelled = make_labelled_set(11, applications=150, pairs=40)
    database = open_database(f"sqlite:///{tmp_path}/set.db")
    try:
        await migrate(database)
        measured = await hand_in_all(database, labelled)
    finally:
        await database.close()
    true = set(labelled.pairs)
    assert len(measured.hits & true) / len(true) >= LEAST_RECALL
    assert len(measured.hits - true) <= 4
    assert max(*measured.queries, measured.page_queries) <= MOST_QUERIES
