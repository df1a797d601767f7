"""Order of the tests for several workers: the longest modules first, so that none is left to one worker at the end.

`--dist worksteal` gives each worker a contiguous part of the tests, and a worker without tests takes the last half of
the longest rest. What starts a part is therefore never taken, and what ends it is run last.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

Test = TypeVar("Test")

LONG = {
    "tests/browser/test_every_page.py": 150,
    "tests/browser/": 350,
    "tests/e2e/": 80,
    "tests/rostrum/test_unwritable_database.py": 70,
    "tests/rostrum/test_openapi.py": 60,
    "tests/bench/": 50,
    "tests/rostrum/test_hostile_requests.py": 45,
    "tests/rostrum/test_unsent_forms.py": 40,
    "tests/faults/": 30,
    "tests/accreditation/doors/web/test_sync.py": 25,
    "tests/rostrum/serving/": 25,
    "tests/proxies/": 20,
    "tests/rostrum/commands/": 20,
    "tests/rostrum/doctor/": 20,
}
"""Beginnings of paths of tests that are long or wait long, the first that fits, and roughly their seconds in sum.

Each is run by one worker, whose tests share servers and browsers.
"""


def order_for_workers(tests: Sequence[Test], path_of: Callable[[Test], str], workers: int) -> list[Test]:
    """Return the tests with each worker but the last starting with long ones, which is most even for the sums of LONG.

    The last worker has the short ones, which keep the cores busy while others wait for a browser.
    """
    groups: dict[str, list[Test]] = {name: [] for name in LONG}
    short: list[Test] = []
    for test in tests:
        name = next((name for name in LONG if path_of(test).startswith(name)), None)
        (short if name is None else groups[name]).append(test)
    starts: list[list[Test]] = [[] for _ in range(max(1, workers - 1))]
    seconds = [0] * len(starts)
    for name in sorted(LONG, key=lambda name: -LONG[name]):
        if groups[name]:
            least = seconds.index(min(seconds))
            seconds[least] += LONG[name]
            starts[least] += groups[name]
    return _fill_parts(starts, short, workers)


def _fill_parts(starts: Sequence[Sequence[Test]], short: Sequence[Test], workers: int) -> list[Test]:
    """Return parts of the sizes that xdist gives to its workers: each start, then as many short tests as fit."""
    ordered: list[Test] = []
    rest, left = list(short), len(short) + sum(len(start) for start in starts)
    for number in range(workers):
        size = left // (workers - number)
        left -= size
        start = starts[number] if number < len(starts) else ()
        count = max(0, size - len(start))
        ordered += [*start, *rest[:count]]
        rest = rest[count:]
    return ordered + rest
