"""Views of lists with names: each person is new to a member of staff until recorded, and again some minutes later."""

from conference.web.staff.list_reads import AGAIN_AFTER, MOST_REMEMBERED, RecentViews
from tests.conftest import MORNING


def test_people_are_new_again_after_some_minutes() -> None:
    views = RecentViews()
    assert views.take_new("staff_1", "queue", ["a", "b", "a"], MORNING) == ["a", "b"]
    assert views.take_new("staff_1", "queue", ["b", "c"], MORNING) == ["c"]
    assert views.take_new("staff_2", "queue", ["b"], MORNING) == ["b"]
    assert views.take_new("staff_1", "badges", ["b"], MORNING) == ["b"]
    assert views.take_new("staff_1", "queue", ["b"], MORNING + AGAIN_AFTER) == ["b"]


def test_memory_is_bounded() -> None:
    views = RecentViews()
    for number in range(MOST_REMEMBERED + 10):
        views.take_new("staff_1", "queue", [str(number)], MORNING)
    assert len(views._seen) == MOST_REMEMBERED
    assert views.take_new("staff_1", "queue", ["0"], MORNING) == ["0"]
