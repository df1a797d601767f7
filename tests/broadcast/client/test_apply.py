"""The viewer's rule: its revision only grows (CASES B4)."""

from hypothesis import given
from hypothesis import strategies as st

from broadcast.client.apply import FUTURE_TICKS, Shown, View, apply_snapshot, apply_tick, apply_update, shown_keys

A, B, C = {"v": "a"}, {"v": "b"}, {"v": "c"}


def full(view: View, offset: int, epoch: str = "e", **keys: tuple[int, Shown | None]) -> View:
    return apply_snapshot(view, epoch=epoch, offset=offset, recovered=False, keys=keys)


def missed(view: View, offset: int, epoch: str = "e", **keys: tuple[int, Shown | None]) -> View:
    return apply_snapshot(view, epoch=epoch, offset=offset, recovered=True, keys=keys)


def update(view: View, offset: int, key: str, state: Shown | None, epoch: str = "e") -> View:
    return apply_update(view, epoch=epoch, offset=offset, key=key, state=state)


HELD = full(View(), 5, x=(3, A), y=(5, B))


def test_first_snapshot_is_the_view() -> None:
    assert (HELD.epoch, HELD.offset, shown_keys(HELD)) == ("e", 5, {"x": A, "y": B})


def test_update_replaces_its_key_and_moves_the_revision() -> None:
    view = update(HELD, 6, "x", C)
    assert (view.offset, shown_keys(view)) == (6, {"x": C, "y": B})


def test_null_takes_the_key_off() -> None:
    assert shown_keys(update(HELD, 6, "x", None)) == {"y": B}


def test_late_update_changes_nothing() -> None:
    newer = update(HELD, 9, "x", C)
    assert update(newer, 9, "x", A) is newer
    assert update(newer, 7, "x", A) is newer


def test_late_update_does_not_bring_back_what_was_taken_off() -> None:
    assert shown_keys(update(full(HELD, 8, y=(5, B)), 7, "x", A)) == {"y": B}


def test_late_snapshot_never_overwrites_a_newer_state() -> None:
    newer = update(HELD, 9, "x", C)
    assert full(newer, 8, x=(3, A), y=(5, B)) == newer


def test_full_snapshot_drops_what_it_does_not_name() -> None:
    assert shown_keys(full(HELD, 6, y=(6, C))) == {"y": C}


def test_snapshot_of_another_epoch_replaces_a_greater_offset() -> None:
    view = full(HELD, 1, "other", z=(1, C))
    assert (view.epoch, view.offset, shown_keys(view)) == ("other", 1, {"z": C})


def test_recovered_snapshot_adds_what_was_missed() -> None:
    view = missed(HELD, 8, x=(7, None), z=(8, C))
    assert (view.offset, shown_keys(view)) == (8, {"y": B, "z": C})


def test_recovered_snapshot_of_another_epoch_resets_the_view() -> None:
    view = missed(HELD, 8, "other", z=(8, C))
    assert (view.behind, view.epoch, shown_keys(view)) == (True, "", {"x": A, "y": B})


def test_update_of_another_epoch_only_says_behind() -> None:
    view = update(HELD, 9, "x", C, epoch="other")
    assert (view.behind, shown_keys(view)) == (True, shown_keys(HELD))


def test_tick_ahead_says_behind_and_equal_says_not() -> None:
    assert apply_tick(HELD, epoch="e", offset=6).behind
    assert not apply_tick(HELD, epoch="e", offset=5).behind
    assert apply_tick(HELD, epoch="other", offset=5).behind


def test_lower_ticks_drop_the_revision_after_a_limit() -> None:
    view = HELD
    for _ in range(FUTURE_TICKS - 1):
        view = apply_tick(view, epoch="e", offset=4)
        assert (view.behind, view.epoch) == (False, "e")
    view = apply_tick(view, epoch="e", offset=4)
    assert (view.behind, view.epoch, view.offset, shown_keys(view)) == (True, "", 0, {"x": A, "y": B})
    assert full(view, 4, x=(4, C)).offset == 4


def test_valid_tick_resets_the_count_of_lower_ticks() -> None:
    view = apply_tick(HELD, epoch="e", offset=4)
    view = apply_tick(view, epoch="e", offset=5)
    assert view.future_ticks == 0


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from("xyz"), st.sampled_from([A, B, None])), max_size=30))
def test_revision_and_offsets_of_keys_only_grow(steps: list[tuple[int, str, Shown | None]]) -> None:
    view = HELD
    for offset, key, state in steps:
        after = update(view, offset, key, state)
        assert after.offset >= view.offset
        assert all(after.keys[name].offset >= held.offset for name, held in view.keys.items())
        view = after
