"""What the door looks like: read at arm's length, in the sun, by the colour-blind."""

import re
from itertools import product

import pytest

from conference.graphics.colours import contrast_ratio
from tests.support.paths import ROOT

DOOR = (ROOT / "accreditation/doors/static/app/door.css").read_text(encoding="utf-8")
TOKENS = (ROOT / "conference/static/tokens.css").read_text(encoding="utf-8")
PAGE = (ROOT / "accreditation/doors/templates/door_app.html").read_text(encoding="utf-8")


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", css))


@pytest.mark.parametrize(("ground", "text"), [("admit", "on-verdict"), ("stop", "on-verdict"), ("look", "on-look")])
def test_verdict_is_read_at_seven_to_one(ground: str, text: str) -> None:
    own = colours(DOOR)
    assert contrast_ratio(own[ground], own[text]) >= 7


@pytest.mark.parametrize(
    ("text", "ground"), list(product(["ink", "quiet", "green", "red", "amber", "accent"], ["paper", "sunken"]))
)
def test_door_between_verdicts_is_read_at_seven_to_one(text: str, ground: str) -> None:
    dark = colours(TOKENS.split(':root[data-theme="dark"]')[1])
    assert contrast_ratio(dark[text], dark[ground]) >= 7


def test_three_tones_differ_in_lightness_and_each_has_a_shape() -> None:
    own = colours(DOOR)
    assert contrast_ratio(own["look"], own["stop"]) >= 3
    assert contrast_ratio(own["look"], own["admit"]) >= 3
    shapes = '(("admit", "admitted"), ("stop", "stop"), ("look", "look"))'
    assert shapes in PAGE
    for tone in ("admit", "stop", "look"):
        assert f'[data-tone="{tone}"] [data-shape="{tone}"]' in DOOR
