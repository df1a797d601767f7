"""The outbox: bounded to the byte, in order, every frame accounted for (CASES B6, B8, B9)."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from broadcast.feed.send_queue import Counters, Outbox
from tests.support.pipes import Pipe

BOUND = 100


def make(bound: int = BOUND) -> tuple[Outbox, Pipe, Counters]:
    pipe, counters = Pipe(), Counters()
    outbox = Outbox(pipe, counters, bound=bound)
    pipe.set_write_buffer_limits(outbox.drained, outbox.drained // 4)
    pipe.outbox = outbox
    return outbox, pipe, counters


def balanced(counters: Counters, *outboxes: Outbox) -> bool:
    pending = sum(outbox.pending for outbox in outboxes)
    return counters.offered == counters.sent + counters.conflated + counters.dropped + pending


def test_frames_go_straight_to_a_connection_that_keeps_up() -> None:
    outbox, pipe, counters = make()
    outbox.push("a", b"1" * 40)
    pipe.flow()
    outbox.push("b", b"2" * 80)
    assert pipe.held == [b"2" * 80]
    assert (counters.offered, counters.sent, outbox.lagging) == (2, 2, False)


def test_the_bound_is_exact_to_the_byte() -> None:
    outbox, _, _ = make()
    outbox.push("a", b"x" * 60)
    outbox.push("b", b"x" * 40)
    assert not outbox.lagging
    outbox.push("c", b"x")
    assert outbox.lagging


def test_one_byte_over_the_bound_lags() -> None:
    outbox, _, _ = make()
    outbox.push("a", b"x" * 60)
    outbox.push("b", b"x" * 41)
    assert outbox.lagging


def test_a_snapshot_larger_than_the_bound_is_not_slow() -> None:
    outbox, pipe, counters = make()
    outbox.begin(b"s" * 10 * BOUND)
    assert not outbox.lagging
    assert counters.lagged == 0
    outbox.push("a", b"1")
    assert outbox.lagging
    pipe.flow()
    assert not outbox.lagging
    pipe.flow()
    assert pipe.received == [b"s" * 10 * BOUND, b"1"]
    assert not pipe.aborted


def test_an_update_larger_than_the_bound_is_sent_when_the_pipe_is_free() -> None:
    outbox, pipe, _ = make()
    outbox.push("a", b"x" * 5 * BOUND)
    pipe.flow()
    outbox.push("a", b"y" * 5 * BOUND)
    assert pipe.held == [b"y" * 5 * BOUND]
    assert not outbox.lagging


def lag(outbox: Outbox) -> None:
    outbox.push("full", b"x" * 100)
    outbox.push("a", b"a1")
    assert outbox.lagging


def test_a_lagging_connection_gets_the_newest_of_each_key_in_order() -> None:
    outbox, pipe, counters = make()
    lag(outbox)
    outbox.push("b", b"b1")
    outbox.push("a", b"a2")
    outbox.push("c", b"c1")
    assert outbox.pending == 3
    pipe.flow()
    pipe.flow()
    assert pipe.received[1:] == [b"b1", b"a2", b"c1"]
    assert (counters.conflated, counters.lagged) == (1, 1)
    assert balanced(counters, outbox)


def test_what_waits_is_sent_when_the_transport_has_drained() -> None:
    outbox, pipe, _ = make()
    outbox.push("x", b"x" * 74)
    outbox.push("y", b"y" * 26)
    outbox.push("a", b"a")
    pipe.flow(1)
    assert outbox.lagging
    pipe.flow(1)
    assert (outbox.lagging, pipe.held) == (False, [b"a"])


def test_sending_stops_at_the_bound_and_goes_on_later() -> None:
    outbox, pipe, counters = make()
    outbox.push("full", b"x" * 100)
    for key in "abc":
        outbox.push(key, key.encode() * 60)
    for waiting in (2, 1, 0):
        pipe.flow()
        assert outbox.pending == waiting
    assert balanced(counters, outbox)


def test_who_owns_the_outbox_hears_when_it_keeps_up_again() -> None:
    pipe, heard = Pipe(), []
    outbox = Outbox(pipe, Counters(), bound=BOUND, on_flow=lambda box: heard.append(box.keeps_up))
    pipe.set_write_buffer_limits(outbox.drained, outbox.drained // 4)
    pipe.outbox = outbox
    outbox.push("a", b"x" * 26)
    outbox.push("b", b"x" * 80)
    assert (outbox.lagging, heard) == (True, [False])
    pipe.flow(1)
    assert (outbox.lagging, heard) == (False, [False])
    pipe.flow()
    assert heard == [False, True]


def test_ticks_are_not_sent_to_a_lagging_connection() -> None:
    outbox, pipe, counters = make()
    lag(outbox)
    outbox.tick(b"tick")
    pipe.flow()
    outbox.tick(b"tock")
    pipe.flow()
    assert b"tick" not in pipe.received
    assert pipe.received[-1] == b"tock"
    assert balanced(counters, outbox)


def test_urgent_frames_are_never_conflated_and_come_after_all_that_waits() -> None:
    outbox, pipe, counters = make()
    lag(outbox)
    outbox.push_urgent(b"alert 1")
    outbox.push_urgent(b"alert 2")
    assert pipe.held[1:] == [b"a1", b"alert 1", b"alert 2"]
    assert not outbox.lagging
    assert balanced(counters, outbox)


def test_a_connection_that_takes_nothing_is_cut() -> None:
    outbox, pipe, counters = make(bound=300_000)
    outbox.begin(b"s" * 4 * 300_000)
    outbox.push("a", b"a")
    outbox.push_urgent(b"alert")
    assert (pipe.aborted, outbox.closed, counters.cut, counters.dropped) == (True, True, 1, 2)
    assert balanced(counters, outbox)


def test_a_snapshot_replaces_what_waits() -> None:
    outbox, pipe, counters = make()
    lag(outbox)
    outbox.begin(b"snapshot")
    assert (outbox.pending, pipe.held[-1]) == (0, b"snapshot")
    assert balanced(counters, outbox)


def test_nothing_is_sent_after_close() -> None:
    outbox, pipe, counters = make()
    lag(outbox)
    outbox.close()
    before = list(pipe.held)
    outbox.push("b", b"b")
    outbox.push_urgent(b"u")
    outbox.tick(b"t")
    outbox.begin(b"s")
    outbox.close()
    outbox.resume()
    assert pipe.held == before
    assert counters.dropped == 1
    assert balanced(counters, outbox)


def test_a_transport_that_died_closes_the_outbox() -> None:
    outbox, pipe, counters = make()
    pipe.closed = True
    outbox.push("a", b"a")
    assert outbox.closed
    assert (counters.dropped, counters.sent) == (1, 0)
    assert balanced(counters, outbox)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.sampled_from("abc"), st.integers(1, 130)),
        st.tuples(st.just("urgent"), st.just("u"), st.integers(1, 130)),
        st.tuples(st.just("tick"), st.just(""), st.integers(1, 20)),
        st.tuples(st.just("flow"), st.just(""), st.integers(0, 5)),
    ),
    max_size=60,
)


@given(STEPS)
def test_whatever_happens_order_holds_bound_holds_and_sums_match(steps: Sequence[tuple[str, str, int]]) -> None:
    outbox, pipe, counters = make()
    newest: dict[str, bytes] = {}
    for number, (step, key, size) in enumerate(steps):
        frame = b"%06d:" % number + b"x" * size
        match step:
            case "push":
                before = pipe.get_write_buffer_size()
                outbox.push(key, frame)
                newest[key] = frame
                assert pipe.get_write_buffer_size() <= max(BOUND, before, BOUND // 4 + len(frame))
            case "urgent":
                outbox.push_urgent(frame)
                newest[f"u{number}"] = frame
            case "tick":
                outbox.tick(frame)
            case "flow":
                pipe.flow(size)
        assert balanced(counters, outbox)
    while pipe.held:
        pipe.flow()
    assert not outbox.lagging
    numbers = [frame[:6] for frame in pipe.received]
    assert numbers == sorted(numbers)
    assert set(newest.values()) <= set(pipe.received)
    assert balanced(counters, outbox)
