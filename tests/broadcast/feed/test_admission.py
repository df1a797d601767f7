"""Who may come in, and when the others come back."""

from broadcast.feed.admission import LONGEST_RETRY_S, Admission


def admission() -> Admission:
    return Admission(most=1000, per_s=100, burst=50)


def test_burst_comes_in_at_once_and_no_more() -> None:
    gate = admission()
    waits = [gate.wait_s(0, now=10.0, chance=0.0) for _ in range(60)]
    assert [wait == 0 for wait in waits] == [True] * 51 + [False] * 9
    assert gate.refused == 9


def test_places_in_the_queue_are_one_after_another() -> None:
    gate = admission()
    waits = [gate.wait_s(0, now=10.0, chance=0.0) for _ in range(251)]
    refused = [wait for wait in waits if wait]
    assert refused == sorted(refused)
    assert abs((refused[-1] - refused[0]) - 1.99) < 1e-6


def test_steady_arrivals_below_the_rate_all_come_in() -> None:
    gate = admission()
    assert all(gate.wait_s(0, now=n / 99, chance=0.5) == 0 for n in range(5000))


def test_after_a_rest_the_whole_burst_is_there_again() -> None:
    gate = admission()
    for _ in range(500):
        gate.wait_s(0, now=0.0, chance=0.0)
    assert [gate.wait_s(0, now=60.0, chance=0.0) for _ in range(51)] == [0.0] * 51


def test_full_node_gives_everyone_another_time() -> None:
    gate = admission()
    waits = {gate.wait_s(1000, now=0.0, chance=n / 10) for n in range(10)}
    assert len(waits) == 10
    assert 0 < min(waits) <= max(waits) <= LONGEST_RETRY_S


def test_retry_time_is_bounded() -> None:
    gate = Admission(most=10**9, per_s=1, burst=1)
    assert max(gate.wait_s(0, now=0.0, chance=0.9) for _ in range(1000)) == LONGEST_RETRY_S


def test_last_places_are_kept_for_other_networks() -> None:
    gate = Admission(most=1000)
    assert gate.wait_s(899, now=10.0, chance=0.0, of_network=899) == 0
    assert gate.wait_s(900, now=10.0, chance=0.0, of_network=900) > 0
    assert gate.wait_s(900, now=10.0, chance=0.0, of_network=499) == 0
    assert gate.wait_s(999, now=10.0, chance=0.0, of_network=0) == 0
    assert gate.wait_s(1000, now=10.0, chance=0.0, of_network=0) > 0
