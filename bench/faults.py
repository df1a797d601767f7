"""Every fault on real processes: how long it delays viewers, and whether any of them ever shows what never was.

`python -m bench.faults [--nodes 2] [--hold 5] [--only redis]` starts PostgreSQL, Redis and the nodes on this machine,
a viewer in each language at each node, and an operator who goes on working. The stories are those of the test suite
(`tests/faults/scenarios.py`); here each fault lasts `--hold` seconds. A node's tick is one second. The exit code is 1
unless every viewer converges after every fault and none ever held a state that was never committed.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from conference.languages import LANGUAGES
from tests.faults.cluster import Cluster, open_cluster
from tests.faults.scenarios import OTHER_SCENARIOS, SCENARIOS, Outcome, Scenario

HEADINGS = ("fault", "action", "update during", "all have it after", "never were", "went back")


def main() -> int:
    """Run the faults that the command line names; all, if it names none."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=2)
    parser.add_argument("--hold", type=float, default=5.0, help="seconds that each fault lasts")
    parser.add_argument("--only", default="", help="faults whose name contains this")
    options = parser.parse_args()
    chosen = [scenario for scenario in SCENARIOS + OTHER_SCENARIOS if options.only in scenario.__name__]
    return asyncio.run(measure(chosen, nodes=options.nodes, hold_s=options.hold))


async def measure(chosen: list[Scenario], *, nodes: int, hold_s: float) -> int:
    """Run the stories one after the other on the same nodes, and print what each cost."""
    console = Console(width=120)
    viewers = nodes * len(LANGUAGES)
    table = Table(*HEADINGS, title=f"{nodes} nodes, {viewers} viewers, faults of {hold_s:g} s; seconds")
    right = True
    with tempfile.TemporaryDirectory(prefix="rostrum-faults-") as folder:
        async with open_cluster(Path(folder), nodes=nodes, hold_s=hold_s) as cluster:
            for scenario in chosen:
                console.print(f"… {scenario.__name__}", style="dim")
                right = await run(scenario, cluster, table) and right
    console.print(table)
    return 0 if right else 1


async def run(scenario: Scenario, cluster: Cluster, table: Table) -> bool:
    """One story, and its row."""
    try:
        outcome = await scenario(cluster)
    except AssertionError as error:
        table.add_row(scenario.__name__, str(error), style="red")
        return False
    never, back = cluster.crowd.never_were(cluster.desk.truth), cluster.crowd.went_back()
    table.add_row(*row(outcome), str(len(never)), str(len(back)))
    return not never and not back


def row(outcome: Outcome) -> list[str]:
    """The figures of a fault."""
    figures = (outcome.action_s, outcome.during_s, outcome.after_s)
    return [outcome.fault, *("–" if figure is None else f"{figure:.2f}" for figure in figures)]


if __name__ == "__main__":
    sys.exit(main())
