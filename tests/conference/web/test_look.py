"""The look's promises that can be computed: contrast, shapes, sizes, directions."""

import re

import pytest

from rostrum.packages import static_folders, template_folders
from tests.conference.web.conftest import CATALOGUES

STATIC = static_folders()["conference/static"]
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
STATUS = ("slate", "amber", "green", "violet", "red")
PHASES = ("scheduled", "delayed", "in_session", "suspended", "adjourned", "postponed", "cancelled")


def theme(start: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(start) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


LIGHT = theme(":root {")
DARK = {**LIGHT, **theme(':root[data-theme="dark"] {')}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "colours", "least"), [("light", LIGHT, 4.5), ("dark", DARK, 7.0)])
def test_text_can_be_read(name: str, colours: dict[str, str], least: float) -> None:
    pairs = [(text, ground) for text in ("ink", "quiet", "accent", *STATUS) for ground in ("paper", "surface")]
    pairs += [("on-accent", "accent"), ("on-header", "header"), ("ink", "sunken")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < least} == {}
    on_wash = {status: contrast(colours[status], colours[f"{status}-wash"]) for status in STATUS}
    assert {status: round(ratio, 2) for status, ratio in on_wash.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_borders_of_controls_can_be_seen(colours: dict[str, str]) -> None:
    assert min(contrast(colours["control"], colours[ground]) for ground in ("paper", "surface")) >= 3


def test_dark_by_choice_and_dark_by_page_are_the_same() -> None:
    assert theme(':root[data-theme="auto"] {') == theme(':root[data-theme="dark"] {')


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_has_a_shape_a_colour_and_a_word(phase: str) -> None:
    assert f'<symbol id="{phase}"' in (STATIC / "icons.svg").read_text(encoding="utf-8")
    assert f".phase-{phase}" in (STATIC / "base.css").read_text(encoding="utf-8")
    assert CATALOGUES.has("ar", f"phase.{phase}.f")


def test_no_sheet_says_left_or_right() -> None:
    for path in STATIC.glob("*.css"):
        sheet = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        found = re.findall(
            r"(?:margin|padding|border|inset)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)",
            sheet,
        )
        assert found == [], path.name


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    for folder in template_folders().values():
        for path in folder.rglob("*.html"):
            source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source), path
            for attributes in re.findall(r"<script([^>]*)>", source):
                assert "src=" in attributes or re.search(r"application/(ld\+)?json", attributes), path
