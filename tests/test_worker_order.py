"""The order of the tests among workers."""

from tests.support.worker_order import LONG, order_for_workers

LONG_TESTS = [f"{name}::{number}" for name in LONG for number in range(3)]
SHORT_TESTS = [f"tests/conference/test_ids.py::{number}" for number in range(200)]
TESTS = sorted(LONG_TESTS + SHORT_TESTS)


def order(workers: int, tests: list[str] = TESTS) -> list[str]:
    return order_for_workers(tests, lambda test: test, workers)


def test_every_worker_but_the_last_starts_with_long_tests() -> None:
    ordered, size = order(4), len(TESTS) // 4
    parts = [ordered[number * size : (number + 1) * size] for number in range(4)]
    assert sorted(ordered) == TESTS
    assert [part[0] in LONG_TESTS for part in parts] == [True, True, True, False]
    assert all(test in SHORT_TESTS for part in parts for test in part[size // 2 :])


def test_tests_of_a_module_stay_together() -> None:
    names = [test.partition("::")[0] for test in order(4) if test in LONG_TESTS]
    assert names == [name for name in dict.fromkeys(names) for _ in range(3)]


def test_more_workers_than_tests_lose_none() -> None:
    assert sorted(order(4, TESTS[:2])) == TESTS[:2]
    assert sorted(order(3, LONG_TESTS)) == sorted(LONG_TESTS)
