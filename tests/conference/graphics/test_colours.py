"""Colours: contrast, the nearest legible colour, and palettes of both themes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.graphics.colours import (
    ACCENT,
    DARK_PAPER,
    DARK_SURFACE,
    PAPER,
    contrast_ratio,
    dark_palette,
    legible_colour,
    light_palette,
    mix_colours,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio(ACCENT, ACCENT) == 1


def test_mixture_lies_between_two_colours() -> None:
    assert [mix_colours("#000000", "#ff8000", share) for share in (0, 0.5, 1)] == ["#000000", "#804000", "#ff8000"]


@pytest.mark.parametrize("colour", [ACCENT, "#a31f19", "#000000"])
def test_legible_colour_is_proposed_as_it_is(colour: str) -> None:
    assert legible_colour(colour) == colour


@given(colour=COLOURS)
def test_palettes_of_any_legible_colour_have_enough_contrast(colour: str) -> None:
    accent = legible_colour(colour)
    assert contrast_ratio(accent, PAPER) >= 4.5
    light, dark = light_palette(accent), dark_palette(accent)
    assert min(contrast_ratio(light["on-accent"], light[name]) for name in ("accent", "accent-strong")) >= 4.5
    assert contrast_ratio(light["accent-strong"], light["accent-wash"]) >= 4.5
    assert min(contrast_ratio(dark["accent"], paper) for paper in (DARK_PAPER, DARK_SURFACE)) >= 7
    assert min(contrast_ratio(dark["on-accent"], dark[name]) for name in ("accent", "accent-strong")) >= 7
    assert contrast_ratio(dark["accent-strong"], dark["accent-wash"]) >= 4.5
    assert contrast_ratio("#f7f8f5", dark["accent-wash"]) >= 7


def test_nearest_legible_colour_is_hardly_legible() -> None:
    assert 4.5 <= contrast_ratio(legible_colour("#ffd400"), PAPER) < 4.7
