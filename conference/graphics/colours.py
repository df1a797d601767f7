"""Colours as "#rrggbb": their contrast, and the palettes of both themes for an event's accent colour."""

import colorsys
from collections.abc import Iterator, Mapping

ACCENT = "#0b5cab"
"""The program's own accent colour."""

PAPER, DARK_PAPER, DARK_SURFACE = "#f7f8f5", "#0c1722", "#14222f"
"""Backgrounds of the light and of the dark theme (`conference/static/tokens.css`)."""

LEAST_CONTRAST, DARK_CONTRAST = 4.5, 7.0
"""Contrast of text in the light theme, and on screens and in the dark theme (WCAG 2.2, 1.4.3 and 1.4.6)."""

WHITE, BLACK = "#ffffff", "#000000"
_STEPS = 200


def contrast_ratio(first: str, second: str) -> float:
    """Compute the contrast ratio of two colours (WCAG 2.2, 1.4.3): 1 to 21."""
    darker, lighter = sorted((_relative_luminance(first), _relative_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _relative_luminance(colour: str) -> float:
    shares = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in _shares_of(colour))
    red, green, blue = shares
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shares_of(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _colour_of(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def mix_colours(first: str, second: str, share: float) -> str:
    """Return the colour between two: `share` of the second, from 0 to 1."""
    red, green, blue = (a + (b - a) * share for a, b in zip(_shares_of(first), _shares_of(second), strict=True))
    return _colour_of((red, green, blue))


def legible_colour(colour: str) -> str:
    """Return the colour, or the nearest darker one of its hue whose text is legible on `PAPER`."""
    return next(one for one in _shades_towards(colour, 0.0) if contrast_ratio(one, PAPER) >= LEAST_CONTRAST)


def _shades_towards(colour: str, lightness: float) -> Iterator[str]:
    """Return the colour, and those of its hue up to this lightness."""
    hue, own, saturation = colorsys.rgb_to_hls(*_shares_of(colour))
    yield colour
    for step in range(1, _STEPS + 1):
        yield _colour_of(colorsys.hls_to_rgb(hue, own + (lightness - own) * step / _STEPS, saturation))


def light_palette(accent: str) -> Mapping[str, str]:
    """Return the values of the tokens of the light theme for an accent that is legible on `PAPER`."""
    return {
        "accent": accent,
        "accent-strong": mix_colours(accent, BLACK, 0.25),
        "on-accent": WHITE,
        "accent-wash": mix_colours(accent, WHITE, 0.9),
        "focus": accent,
    }


def dark_palette(accent: str) -> Mapping[str, str]:
    """Return the values of the tokens of the dark theme: the accent made so light that it is legible there."""
    lighter = next(
        one
        for one in _shades_towards(accent, 1.0)
        if min(contrast_ratio(one, DARK_PAPER), contrast_ratio(one, DARK_SURFACE)) >= DARK_CONTRAST
    )
    return {
        "accent": lighter,
        "accent-strong": mix_colours(lighter, WHITE, 0.4),
        "on-accent": DARK_PAPER,
        "accent-wash": mix_colours(DARK_SURFACE, accent, 0.3),
        "focus": lighter,
    }
