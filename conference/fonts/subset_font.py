"""Write one font file for browsers. A server does so in a process of its own, so this module imports nothing of it."""

import os
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from conference.fonts.families import CJK, font_file
from conference.fonts.font_subsets import HEAVIEST, LIGHTEST


def write_font(family: str, characters: Iterable[int] | None, target: Path, *, narrow: bool = False) -> None:
    """Write a file with some characters of a family and their shaping; with None the whole family, only repacked.

    `narrow` removes the weights that the style sheets do not use: smaller, but slow. The suffix of `target` sets the
    format: `.woff2` or `.woff`.
    """
    font = TTFont(font_file(family), fontNumber=_collection_index(family), lazy=True, recalcTimestamp=False)
    if characters is not None:
        _subset_characters(font, characters, shaped=family not in CJK)
    if narrow and "glyf" in font:  # the two masters of CFF2 outlines weigh the same with any range
        font = instantiateVariableFont(font, {"wght": (LIGHTEST, LIGHTEST, HEAVIEST)}, inplace=True)
    font.flavor = target.suffix[1:]
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    font.save(partial)
    partial.replace(target)


def _subset_characters(font: TTFont, characters: Iterable[int], *, shaped: bool) -> None:
    """Reduce a font to some characters, with the features that browsers apply by themselves and figures of one width.

    Han needs no shaping: its features would only add regional alternates. Letters of Hangul that are not joined to
    syllables, as of old Korean, take their places by features of their own.
    """
    options = Options(hinting=False, notdef_outline=True, desubroutinize=True)
    options.layout_features = [*options.layout_features, "tnum"] if shaped else ["ccmp", "kern", "ljmo", "vjmo", "tjmo"]
    options.drop_tables += ["DSIG", "VORG", "VVAR", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def _collection_index(family: str) -> int:
    """Return the index of a family in its collection; 0 for a file with one font."""
    if family not in CJK:
        return 0
    for number in range(len(CJK)):
        with TTFont(font_file(family), fontNumber=number, lazy=True) as font:
            if font["name"].getDebugName(1) == family:
                return number
    raise KeyError(family)
