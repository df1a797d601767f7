"""What a door decides: the shared vectors, and the JavaScript twin over random states."""

import json
import random
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accreditation.domain.badges import Standing
from accreditation.domain.doors import TONES, BadgeRecord, Direction, DoorRule, Presence, Reading, Tone, Verdict, decide
from accreditation.domain.tokens import Flaw

ROOT = Path(__file__).parents[3]
VECTORS = json.loads((ROOT / "tests/vectors/door_verdicts.json").read_text(encoding="utf-8"))
RANDOM_STATES = 4000


def changed(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    value = deepcopy(dict(base))
    for path, part in change.items():
        *keys, last = path.split(".")
        at = value
        for key in keys:
            at = at[key]
        at[last] = part
    return value


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def standing(text: str) -> Standing:
    return Standing(text) if text in list(Standing) else text  # type: ignore[return-value]


def verdict_of(case: Mapping[str, Any]) -> Verdict:
    """The verdict of Python's `decide` on a case as the vectors write it."""
    reading, badge = dict(case["reading"]), case["badge"]
    reading |= {key: moment(reading[key]) for key in ("valid_from", "valid_until")}
    reading["flaw"] = reading["flaw"] and Flaw(reading["flaw"])
    record = badge and BadgeRecord(
        **badge
        | {key: moment(badge[key]) for key in ("valid_from", "valid_until")}
        | {"standing": standing(badge["standing"]), "zones": frozenset(badge["zones"])}
    )
    door = DoorRule(**case["door"] | {"direction": Direction(case["door"]["direction"])})
    now = datetime.fromisoformat(case["now"])
    return decide(Reading(**reading), record, door, now=now, presence=Presence(**case["presence"]))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_decide_gives_the_verdict_of_the_vectors(case: Mapping[str, Any]) -> None:
    assert verdict_of(changed(VECTORS["base"], case["change"])) == case["verdict"]


def test_vectors_hold_every_verdict() -> None:
    assert {case["verdict"] for case in VECTORS["cases"]} == set(Verdict)


def test_only_two_verdicts_let_pass() -> None:
    passing = {verdict for verdict, tone in TONES.items() if tone is Tone.ADMIT}
    assert passing == {Verdict.ADMITTED, Verdict.EXIT_RECORDED}
    assert set(TONES) == set(Verdict)


def random_state(dice: random.Random) -> dict[str, Any]:
    """Any state, with each part sound often enough that every rule is reached."""
    start = datetime(2025, 10, 25, tzinfo=UTC)
    hours = [(start + timedelta(hours=h)).isoformat() for h in (-24, -1, 0, 0, 1, 24)]

    def mostly(usual: Any, *others: Any) -> Any:
        return dice.choice([usual] * 4 + list(others))

    typed = dice.random() < 0.2
    reading = {
        "flaw": mostly(None, None, None, *map(str, Flaw)),
        "serial": None if typed else mostly(2, 1, 3),
        "zone_bits": None if typed else mostly(5, 0, 4, 65535, 3),
        "valid_from": None if typed else mostly(hours[0], *hours),
        "valid_until": None if typed else mostly(hours[5], *hours),
    }
    badge = {
        "serial": mostly(2, 1, 3),
        "standing": mostly("issued", *map(str, Standing)),
        "fits": mostly(True, False),
        "application_state": mostly("approved", "refused", "on_hold", "withdrawn", "in_review", "draft"),
        "zones": mostly(["press", "plenary"], [], ["press"], ["plenary"]),
        "valid_from": mostly(hours[0], *hours),
        "valid_until": mostly(hours[5], *hours),
    }
    zone, bit = mostly(("plenary", 2), ("press", 0), ("protocol", 7))
    return {
        "reading": reading,
        "badge": mostly(badge, badge, None),
        "door": {"zone": zone, "zone_bit": bit, "direction": mostly("entry", "exit")},
        "now": dice.choice(hours),
        "presence": {"inside": mostly(False, True)},
    }


def test_javascript_decides_as_python_does_over_random_states() -> None:
    dice = random.Random(20251025)
    states = [random_state(dice) for _ in range(RANDOM_STATES)]
    program = (
        f"import {{ decide, toneOf }} from {json.dumps((ROOT / 'accreditation/static/decide.mjs').as_uri())};"
        "let text = ''; for await (const part of process.stdin) text += part;"
        "const verdict = (s) => decide(s.reading, s.badge, s.door, { now: s.now, presence: s.presence });"
        "const out = JSON.parse(text).map(verdict).map((v) => [v, toneOf(v)]);"
        "process.stdout.write(JSON.stringify(out));"
    )
    result = subprocess.run(
        ["node", "--input-type=module", "--eval", program],
        input=json.dumps(states),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [verdict_of(state) for state in states]
    assert json.loads(result.stdout) == [[verdict, TONES[verdict]] for verdict in ours]
    assert set(ours) == set(Verdict)
