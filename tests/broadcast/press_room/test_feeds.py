"""The feeds of figures: JSON and CSV with the same figures, cacheable."""

import csv
import io

from broadcast.press_room.feeds import FigureOut
from tests.support.board_pages import Served


async def test_json_has_each_figure_with_its_source(served: Served) -> None:
    """Covers B26."""
    response = await served.client.get("/feeds/fr/figures.json")
    figures = (await response.json())["figures"]
    assert len(figures) == len(served.runtime.event.figures)
    assert all(one["source_name"] and one["as_of"] and one["reference"] for one in figures)
    delegates = next(one for one in figures if one["topic"] == "delegates")
    assert delegates["topic_name"] == "Délégués"
    assert (delegates["value"], delegates["precision"], delegates["is_hour_assumed"]) == (2500, "more_than", True)
    assert delegates["text"].startswith("plus de")


async def test_csv_has_the_figures_of_the_json(served: Served) -> None:
    figures = (await (await served.client.get("/feeds/ar/figures.json")).json())["figures"]
    response = await served.client.get("/feeds/ar/figures.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
    rows = list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert tuple(rows[0]) == FigureOut.__struct_fields__
    assert [(row["topic"], row["value"], row["note"]) for row in rows] == [
        (one["topic"], str(one["value"]), one["note"]) for one in figures
    ]


async def test_same_feed_is_answered_as_not_modified(served: Served) -> None:
    for name in ("figures.json", "figures.csv"):
        first = await served.client.get(f"/feeds/en/{name}")
        again = await served.client.get(f"/feeds/en/{name}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
