"""The outbox: bounded to the byte, in order, every frame accounted for (CASES B6, B8, B9)."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from broadcast.feed.send_queue import Counters, SendQueue
from tests.support.pipes import Pipe

BOUND = 100


def make(bound: int = BOUND) -> tuple[SendQueue, Pipe, Counters]:
    pipe, counters = Pipe(), Counters()
    send_queue = SendQueue(pipe, counters, bound=bound)
    pipe.set_write_buffer_limits(send_queue.drained, send_queue.drained // 4)
    pipe.send_queue = send_queue
    return send_queue, pipe, counters


def balanced(counters: Counters, *send_queues: SendQueue) -> bool:
    pending = sum(send_queue.pending for send_queue in send_queues)
    return counters.offered == counters.sent + counters.conflated + counters.dropped + pending


def test_frames_go_straight_to_a_connection_that_keeps_up() -> None:
    send_queue, pipe, counters = make()
    send_queue.push("a", b"1" * 40)
    pipe.flow()
    send_queue.push("b", b"2" * 80)
    assert pipe.held == [b"2" * 80]
    assert (counters.offered, counters.sent, send_queue.lagging) == (2, 2, False)


def test_bound_is_exact_to_the_byte() -> None:
    send_queue, _, _ = make()
    send_queue.push("a", b"x" * 60)
    send_queue.push("b", b"x" * 40)
    assert not send_queue.lagging
    send_queue.push("c", b"x")
    assert send_queue.lagging


def test_one_byte_over_the_bound_lags() -> None:
    send_queue, _, _ = make()
    send_queue.push("a", b"x" * 60)
    send_queue.push("b", b"x" * 41)
    assert send_queue.lagging


def test_snapshot_larger_than_the_bound_is_not_slow() -> None:
    send_queue, pipe, counters = make()
    send_queue.begin(b"s" * 10 * BOUND)
    assert not send_queue.lagging
    assert counters.lagged == 0
    send_queue.push("a", b"1")
    assert send_queue.lagging
    pipe.flow()
    assert not send_queue.lagging
    pipe.flow()
    assert pipe.received == [b"s" * 10 * BOUND, b"1"]
    assert not pipe.aborted


def test_update_over_the_bound_is_sent_when_nothing_waits() -> None:
    send_queue, pipe, _ = make()
    send_queue.push("a", b"x" * 5 * BOUND)
    pipe.flow()
    send_queue.push("a", b"y" * 5 * BOUND)
    assert pipe.held == [b"y" * 5 * BOUND]
    assert not send_queue.lagging


def lag(send_queue: SendQueue) -> None:
    send_queue.push("full", b"x" * 100)
    send_queue.push("a", b"a1")
    assert send_queue.lagging


def test_lagging_connection_gets_newest_keys_in_order() -> None:
    send_queue, pipe, counters = make()
    lag(send_queue)
    send_queue.push("b", b"b1")
    send_queue.push("a", b"a2")
    send_queue.push("c", b"c1")
    assert send_queue.pending == 3
    pipe.flow()
    pipe.flow()
    assert pipe.received[1:] == [b"b1", b"a2", b"c1"]
    assert (counters.conflated, counters.lagged) == (1, 1)
    assert balanced(counters, send_queue)


def test_queue_is_sent_when_the_transport_has_drained() -> None:
    send_queue, pipe, _ = make()
    send_queue.push("x", b"x" * 74)
    send_queue.push("y", b"y" * 26)
    send_queue.push("a", b"a")
    pipe.flow(1)
    assert send_queue.lagging
    pipe.flow(1)
    assert (send_queue.lagging, pipe.held) == (False, [b"a"])


def test_sending_stops_at_the_bound_and_goes_on_later() -> None:
    send_queue, pipe, counters = make()
    send_queue.push("full", b"x" * 100)
    for key in "abc":
        send_queue.push(key, key.encode() * 60)
    for waiting in (2, 1, 0):
        pipe.flow()
        assert send_queue.pending == waiting
    assert balanced(counters, send_queue)


def test_send_queue_reports_that_it_keeps_up_again() -> None:
    pipe, heard = Pipe(), []
    send_queue = SendQueue(pipe, Counters(), bound=BOUND, on_flow=lambda box: heard.append(box.keeps_up))
    pipe.set_write_buffer_limits(send_queue.drained, send_queue.drained // 4)
    pipe.send_queue = send_queue
    send_queue.push("a", b"x" * 26)
    send_queue.push("b", b"x" * 80)
    assert (send_queue.lagging, heard) == (True, [False])
    pipe.flow(1)
    assert (send_queue.lagging, heard) == (False, [False])
    pipe.flow()
    assert heard == [False, True]


def test_ticks_are_not_sent_to_a_lagging_connection() -> None:
    send_queue, pipe, counters = make()
    lag(send_queue)
    send_queue.tick(b"tick")
    pipe.flow()
    send_queue.tick(b"tock")
    pipe.flow()
    assert b"tick" not in pipe.received
    assert pipe.received[-1] == b"tock"
    assert balanced(counters, send_queue)


def test_urgent_frames_follow_pending_ones_unconflated() -> None:
    send_queue, pipe, counters = make()
    lag(send_queue)
    send_queue.push_urgent(b"alert 1")
    send_queue.push_urgent(b"alert 2")
    assert pipe.held[1:] == [b"a1", b"alert 1", b"alert 2"]
    assert not send_queue.lagging
    assert balanced(counters, send_queue)


def test_connection_that_reads_nothing_is_cut() -> None:
    send_queue, pipe, counters = make(bound=300_000)
    send_queue.begin(b"s" * 4 * 300_000)
    send_queue.push("a", b"a")
    send_queue.push_urgent(b"alert")
    assert (pipe.aborted, send_queue.closed, counters.cut, counters.dropped) == (True, True, 1, 2)
    assert balanced(counters, send_queue)


def test_snapshot_replaces_waiting_updates() -> None:
    send_queue, pipe, counters = make()
    lag(send_queue)
    send_queue.begin(b"snapshot")
    assert (send_queue.pending, pipe.held[-1]) == (0, b"snapshot")
    assert balanced(counters, send_queue)


def test_nothing_is_sent_after_close() -> None:
    send_queue, pipe, counters = make()
    lag(send_queue)
    send_queue.close()
    before = list(pipe.held)
    send_queue.push("b", b"b")
    send_queue.push_urgent(b"u")
    send_queue.tick(b"t")
    send_queue.begin(b"s")
    send_queue.close()
    send_queue.resume()
    assert pipe.held == before
    assert counters.dropped == 1
    assert balanced(counters, send_queue)


def test_dead_transport_closes_the_send_queue() -> None:
    send_queue, pipe, counters = make()
    pipe.closed = True
    send_queue.push("a", b"a")
    assert send_queue.closed
    assert (counters.dropped, counters.sent) == (1, 0)
    assert balanced(counters, send_queue)


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
def test_order_bound_and_sums_hold_for_random_events(steps: Sequence[tuple[str, str, int]]) -> None:
    send_queue, pipe, counters = make()
    newest: dict[str, bytes] = {}
    for number, (step, key, size) in enumerate(steps):
        frame = b"%06d:" % number + b"x" * size
        match step:
            case "push":
                before = pipe.get_write_buffer_size()
                send_queue.push(key, frame)
                newest[key] = frame
                assert pipe.get_write_buffer_size() <= max(BOUND, before, BOUND // 4 + len(frame))
            case "urgent":
                send_queue.push_urgent(frame)
                newest[f"u{number}"] = frame
            case "tick":
                send_queue.tick(frame)
            case "flow":
                pipe.flow(size)
        assert balanced(counters, send_queue)
    while pipe.held:
        pipe.flow()
    assert not send_queue.lagging
    numbers = [frame[:6] for frame in pipe.received]
    assert numbers == sorted(numbers)
    assert set(newest.values()) <= set(pipe.received)
    assert balanced(counters, send_queue)
