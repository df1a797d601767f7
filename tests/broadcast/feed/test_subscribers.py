"""Everybody of one language and kind: who keeps up costs one write, who does not is weighed (CASES B5, B8, B9)."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from broadcast.feed.send_queue import Counters
from broadcast.feed.subscribers import SubscriberGroup
from tests.support.pipes import Pipe

BOUND = 100


def make(viewers: int = 2) -> tuple[SubscriberGroup, list[Pipe], Counters]:
    counters = Counters()
    subscribers = SubscriberGroup(counters, bound=BOUND)
    pipes = [Pipe() for _ in range(viewers)]
    for pipe in pipes:
        pipe.send_queue = subscribers.join(pipe)
    return subscribers, pipes, counters


def balanced(subscribers: SubscriberGroup, counters: Counters) -> bool:
    return counters.offered == counters.sent + counters.conflated + counters.dropped + subscribers.pending


def test_all_subscribers_are_written_the_same_bytes() -> None:
    subscribers, pipes, counters = make(3)
    frame = b"x" * 20
    subscribers.push("a", frame)
    assert all(pipe.held[0] is frame for pipe in pipes)
    assert (counters.offered, counters.sent) == (3, 3)


def test_only_the_viewer_that_does_not_read_lags() -> None:
    subscribers, (slow, quick), counters = make()
    for _ in range(8):
        subscribers.push("a", b"x" * 20)
        quick.flow()
    assert slow.get_write_buffer_size() == BOUND
    assert (len(quick.received), subscribers.pending, counters.conflated) == (8, 1, 2)
    while slow.held:
        slow.flow()
    assert (subscribers.pending, len(subscribers)) == (0, 2)
    assert balanced(subscribers, counters)


def test_large_frame_is_checked_for_every_viewer() -> None:
    subscribers, (first, second), _ = make()
    first.write(b"x" * 26)
    subscribers.push("a", b"y" * 76)
    assert (first.held[1:], second.held) == ([], [b"y" * 76])
    assert subscribers.pending == 1


def test_snapshot_that_fills_the_transport_makes_its_viewer_slow() -> None:
    subscribers, (first, _), _ = make()
    assert first.send_queue is not None
    first.send_queue.begin(b"s" * 500)
    subscribers.push("a", b"a")
    assert (first.held, subscribers.pending) == ([b"s" * 500], 1)


def test_transport_that_died_is_counted_as_dropped() -> None:
    subscribers, (dead, _), counters = make()
    dead.closed = True
    subscribers.push("a", b"a")
    assert (counters.sent, counters.dropped) == (1, 1)
    assert balanced(subscribers, counters)


def test_closed_subscriber_gets_nothing_and_its_queue_is_dropped() -> None:
    """Covers C5."""
    subscribers, (slow, quick), counters = make()
    for _ in range(7):
        subscribers.push("a", b"x" * 20)
        quick.flow()
    assert slow.send_queue is not None
    subscribers.leave(slow.send_queue)
    slow.flow()
    subscribers.push_urgent(b"!")
    subscribers.tick(b"t")
    assert (slow.held, len(subscribers), counters.dropped) == ([], 1, 1)
    assert balanced(subscribers, counters)


def test_closed_send_queue_sends_nothing() -> None:
    subscribers, (leaving, _), counters = make()
    assert leaving.send_queue is not None
    leaving.send_queue.close()
    leaving.send_queue.resume()
    subscribers.push("a", b"a")
    subscribers.push_urgent(b"!")
    subscribers.tick(b"t")
    subscribers.begin(b"s")
    assert leaving.held == []
    assert (len(subscribers), counters.offered) == (2, 4)
    assert balanced(subscribers, counters)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["push", "urgent", "tick", "begin"]), st.sampled_from("abc"), st.integers(1, 130)),
        st.tuples(st.just("flow"), st.sampled_from("012"), st.integers(0, 5)),
        st.tuples(st.just("leave"), st.sampled_from("012"), st.just(0)),
    ),
    max_size=60,
)


@given(STEPS)
def test_bound_and_sums_hold_for_random_events(steps: Sequence[tuple[str, str, int]]) -> None:
    subscribers, pipes, counters = make(3)
    for number, (step, key, size) in enumerate(steps):
        frame = b"%06d:" % number + b"x" * size
        before = [pipe.get_write_buffer_size() for pipe in pipes]
        match step:
            case "push":
                subscribers.push(key, frame)
                for pipe, held in zip(pipes, before, strict=True):
                    assert pipe.get_write_buffer_size() <= max(BOUND, held, BOUND // 4 + len(frame))
            case "urgent":
                subscribers.push_urgent(frame)
            case "tick":
                subscribers.tick(frame)
            case "begin":
                subscribers.begin(frame)
            case "flow":
                pipes[int(key)].flow(size)
            case "leave":
                send_queue = pipes[int(key)].send_queue
                assert send_queue is not None
                subscribers.leave(send_queue)
        assert balanced(subscribers, counters)
    for pipe in pipes:
        while pipe.held:
            pipe.flow()
        numbers = [frame[:6] for frame in pipe.received]
        assert numbers == sorted(numbers)
    assert subscribers.pending == 0
    assert balanced(subscribers, counters)
