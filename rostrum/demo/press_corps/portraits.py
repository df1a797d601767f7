"""Portrait of a person: the choice of features, and their drawing in units of a 600 × 800 picture."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageColor

from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.pen import Colour, Pen, mixed

SKINS = (
    "#f6d7c1", "#f6d7c1", "#eebf9f", "#eebf9f", "#eebf9f", "#e0a982", "#e0a982", "#e0a982", "#cc8e64", "#cc8e64",
    "#b0744c", "#915b3a", "#70432a", "#55321f",
)  # fmt: skip
HAIRS = ("#16130f", "#241a14", "#3a2618", "#5a3a22", "#7d5a36", "#a8926f", "#8d8f92", "#c9cacc")
DARK_HAIRS = ("#16130f", "#1c1511", "#241a14", "#16130f", "#2b1d15", "#8d8f92")
FAIR = 5
"""Number of skins, from the first, that are combined with every hair colour."""

CLOTHES = ("#22344f", "#2f3b3c", "#4a2f3f", "#5c2b2b", "#2e4a3d", "#3b3b55", "#6a5a3c", "#7a3f2a", "#23505c", "#3d3d3d")
SHIRTS = ("#f7f7f4", "#dde7f2", "#f3e7d6", "#e6dff0", "#cfd8d2", "#2b2b2e")
SCARVES = ("#2d5d62", "#7a3b4a", "#3e4a7a", "#8a6d3b", "#5b6b48", "#c9b8a0")
STYLES = (
    "short", "short", "parted", "parted", "crop", "curls", "bob", "bob", "long", "long", "long", "bun", "bun", "bald",
    "fringe", "scarf",
)  # fmt: skip
BEARDS = ("none", "none", "none", "none", "stubble", "moustache", "full")
COLLARS = ("jacket", "jacket", "jumper", "blouse", "tie", "polo")

CENTRE = 300.0


@dataclass(frozen=True, slots=True)
class Face:
    """The choices that make a portrait."""

    skin: Colour
    hair: Colour
    cloth: Colour
    shirt: Colour
    scarf: Colour
    style: str
    beard: str
    collar: str
    glasses: bool
    width: int
    top: int
    smile: int
    brow: int

    @classmethod
    def chosen(cls, draw: Draw) -> Face:
        """Choose a face by draws. Beards are combined with short hair only."""
        style = draw.one_of(STYLES)
        skin = draw.below(len(SKINS))
        hairs = HAIRS if skin < FAIR else DARK_HAIRS
        with_beard = style in ("short", "parted", "crop", "bald", "curls")
        return cls(
            skin=_parse_colour(SKINS[skin]),
            hair=_parse_colour(draw.one_of(hairs)),
            cloth=_parse_colour(draw.one_of(CLOTHES)),
            shirt=_parse_colour(draw.one_of(SHIRTS)),
            scarf=_parse_colour(draw.one_of(SCARVES)),
            style=style,
            beard=draw.one_of(BEARDS) if with_beard else "none",
            collar=draw.one_of(COLLARS),
            glasses=draw.below(4) == 0,
            width=draw.between(122, 142),
            top=draw.between(170, 200),
            smile=draw.between(8, 22),
            brow=draw.between(0, 8),
        )

    @property
    def chin(self) -> float:
        """The height of the chin."""
        return self.top + 330.0

    @property
    def eyes(self) -> float:
        """The height of the eyes: the middle of the head."""
        return self.top + 178.0


def draw_person(pen: Pen, face: Face) -> None:
    """Draw head and shoulders from back to front."""
    _draw_back_hair(pen, face)
    _draw_shoulders(pen, face)
    _draw_neck(pen, face)
    _draw_collar(pen, face)
    _draw_head(pen, face)
    _draw_front_hair(pen, face)
    _draw_features(pen, face)
    _draw_beard(pen, face)
    if face.glasses:
        _draw_glasses(pen, face)


def _parse_colour(text: str) -> Colour:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


BLACK: Colour = (20, 14, 10)
WHITE: Colour = (252, 250, 247)


def _draw_back_hair(pen: Pen, face: Face) -> None:
    left, right = CENTRE - face.width, CENTRE + face.width
    dark = mixed(face.hair, BLACK, 0.25)
    if face.style == "long":
        pen.slab((left - 34, face.top + 40, right + 34, face.chin + 150), 110, dark)
    elif face.style == "bob":
        pen.slab((left - 30, face.top + 30, right + 30, face.chin + 8), 100, dark)
    elif face.style == "bun":
        pen.ellipse((CENTRE - 70, face.top - 78, CENTRE + 70, face.top + 50), dark)
    elif face.style == "scarf":
        pen.slab((left - 40, face.top - 34, right + 40, face.chin + 130), 150, mixed(face.scarf, BLACK, 0.22))


def _draw_shoulders(pen: Pen, face: Face) -> None:
    top = face.chin + 92
    pen.slab((62, top, 538, 1000), 130, face.cloth)
    pen.ellipse((150, top - 42, 450, top + 120), face.cloth)


def _draw_neck(pen: Pen, face: Face) -> None:
    shade = mixed(face.skin, BLACK, 0.2)
    pen.slab((CENTRE - 58, face.chin - 70, CENTRE + 58, face.chin + 116), 44, shade)


def _draw_collar(pen: Pen, face: Face) -> None:
    base, dark = face.chin + 62, mixed(face.cloth, BLACK, 0.28)
    if face.style == "scarf":
        pen.ellipse((CENTRE - 150, face.chin - 20, CENTRE + 150, face.chin + 165), face.scarf)
    elif face.collar in ("jacket", "tie"):
        pen.shape([(CENTRE - 82, base), (CENTRE + 82, base), (CENTRE, base + 210)], face.shirt)
        pen.shape([(CENTRE - 60, base - 6), (CENTRE + 60, base - 6), (CENTRE, base + 62)], mixed(face.skin, BLACK, 0.2))
        for side in (-1, 1):
            pen.shape([(CENTRE + side * 84, base - 8), (CENTRE + side * 150, base + 74), (CENTRE, base + 236)], dark)
        if face.collar == "tie":
            pen.shape(
                [(285, base + 50), (315, base + 50), (322, base + 200), (CENTRE, base + 226), (278, base + 200)],
                face.scarf,
            )
    elif face.collar == "blouse":
        pen.shape(
            [(CENTRE - 78, base - 4), (CENTRE + 78, base - 4), (CENTRE, base + 120)], mixed(face.skin, BLACK, 0.1)
        )
    elif face.collar == "polo":
        for side in (-1, 1):
            pen.shape([(CENTRE + side * 88, base - 2), (CENTRE + side * 26, base + 100), (CENTRE, base + 44)], dark)
    else:
        pen.curve([(CENTRE - 84, base + 6), (CENTRE, base + 92), (CENTRE + 84, base + 6)], dark, 22)


def _draw_head(pen: Pen, face: Face) -> None:
    left, right = CENTRE - face.width, CENTRE + face.width
    if face.style not in ("scarf", "long", "bob"):
        for side in (left, right):
            pen.ellipse((side - 22, face.eyes - 22, side + 22, face.eyes + 50), mixed(face.skin, BLACK, 0.12))
    pen.ellipse((left, face.top, right, face.top + 268), face.skin)
    pen.ellipse((left + 8, face.top + 60, right - 8, face.chin), face.skin)


def _draw_features(pen: Pen, face: Face) -> None:
    ink = mixed(face.hair, BLACK, 0.45)
    for side in (-1, 1):
        x = CENTRE + side * 56
        pen.ellipse((x - 24, face.eyes - 12, x + 24, face.eyes + 14), WHITE)
        pen.ellipse((x - 12, face.eyes - 12, x + 12, face.eyes + 13), mixed(ink, (70, 50, 34), 0.4))
        pen.ellipse((x - 6, face.eyes - 6, x + 6, face.eyes + 6), BLACK)
        pen.curve(
            [(x - 28, face.eyes - 6), (x, face.eyes - 22), (x + 28, face.eyes - 6)], mixed(face.skin, BLACK, 0.55), 5
        )
        lift = face.eyes - 36 - face.brow
        pen.curve([(x - 34, lift + 4), (x, lift - 12), (x + 34, lift + 4)], ink, 10)
        pen.ellipse(
            (x - 36 + side * 24, face.eyes + 44, x + 36 + side * 24, face.eyes + 88),
            mixed(face.skin, (214, 96, 84), 0.13),
        )
    shade = mixed(face.skin, BLACK, 0.22)
    pen.curve([(CENTRE - 4, face.eyes + 6), (CENTRE + 30, face.eyes + 72), (CENTRE - 14, face.eyes + 70)], shade, 7)
    mouth = face.eyes + 108
    pen.curve(
        [(CENTRE - 44, mouth), (CENTRE, mouth + face.smile), (CENTRE + 44, mouth)],
        mixed(face.skin, (140, 40, 44), 0.6),
        11,
    )


def _draw_beard(pen: Pen, face: Face) -> None:
    mouth = face.eyes + 108
    lip = mixed(face.skin, (140, 40, 44), 0.6)
    if face.beard in ("moustache", "full"):
        pen.curve([(CENTRE - 50, mouth - 8), (CENTRE, mouth - 34), (CENTRE + 50, mouth - 8)], face.hair, 18)
    if face.beard in ("stubble", "full"):
        tone = face.hair if face.beard == "full" else mixed(face.skin, face.hair, 0.3)
        left, right = CENTRE - face.width + 6, CENTRE + face.width - 6
        outline = [(left, face.eyes + 44), (left + 16, mouth), (CENTRE - 62, face.chin - 14), (CENTRE, face.chin + 2)]
        mirrored = [(2 * CENTRE - x, y) for x, y in reversed(outline)]
        inner = [
            (right - 34, mouth - 26),
            (CENTRE + 62, mouth - 4),
            (CENTRE, mouth - 12),
            (CENTRE - 62, mouth - 4),
            (left + 34, mouth - 26),
        ]
        pen.shape([*outline, *mirrored, *inner], tone)
        pen.curve([(CENTRE - 36, mouth + 4), (CENTRE, mouth + face.smile), (CENTRE + 36, mouth + 4)], lip, 10)


def _draw_front_hair(pen: Pen, face: Face) -> None:
    left, right, top = CENTRE - face.width, CENTRE + face.width, face.top
    if face.style == "bald":
        return
    if face.style == "scarf":
        _draw_scarf(pen, face)
        return
    if face.style == "curls":
        _draw_curls(pen, face)
    for side, outward in ((left, -1), (right, 1)):
        pen.slab((side - 9 + 3 * outward, top + 60, side + 9 + 3 * outward, face.eyes - 24), 8, face.hair)
    dome = (left - 9, top - 34, right + 9, top + 250)
    if face.style == "fringe":
        pen.cap(dome, top + 112, face.hair)
        return
    pen.cap(dome, top + 92, face.hair)
    forehead = {"parted": (-104, 150, 40), "crop": (-124, 124, 14), "long": (-96, 96, 26), "bob": (-150, 106, 40)}
    from_x, to_x, down = forehead.get(face.style, (-112, 112, 36))
    pen.ellipse((max(CENTRE + from_x, left + 8), top + down, min(CENTRE + to_x, right - 8), top + 190), face.skin)
    if face.style in ("long", "bob"):
        for side in (-1, 1):
            x = CENTRE + side * (face.width + 6)
            pen.slab((x - 20, top + 56, x + 20, face.chin - 20), 20, face.hair)


def _draw_curls(pen: Pen, face: Face) -> None:
    for turn in range(9):
        x = CENTRE - face.width - 6 + turn * (2 * face.width + 12) / 8
        lift = 48 - (turn - 4) ** 2 * 6
        pen.ellipse((x - 40, face.top - lift - 14, x + 40, face.top - lift + 76), face.hair)


def _draw_scarf(pen: Pen, face: Face) -> None:
    left, right, top = CENTRE - face.width, CENTRE + face.width, face.top
    pen.shape(
        [(left - 34, top + 190), (left - 26, top + 50), (left + 50, top - 34), (CENTRE, top - 44),
         (right - 50, top - 34), (right + 26, top + 50), (right + 34, top + 190), (right - 14, top + 150),
         (right - 46, top + 82), (CENTRE, top + 54), (left + 46, top + 82), (left + 14, top + 150)],
        face.scarf,
    )  # fmt: skip
    for side in (-1, 1):
        pen.curve(
            [(CENTRE + side * (face.width + 8), top + 120), (CENTRE + side * (face.width + 6), face.chin - 70),
             (CENTRE + side * 36, face.chin + 24)],
            face.scarf, 44,
        )  # fmt: skip


def _draw_glasses(pen: Pen, face: Face) -> None:
    frame = mixed(face.cloth, BLACK, 0.7)
    for side in (-1, 1):
        x = CENTRE + side * 58
        pen.outline((x - 46, face.eyes - 38, x + 46, face.eyes + 42), frame, 7)
        pen.curve(
            [
                (x + side * 46, face.eyes - 4),
                (x + side * 60, face.eyes - 8),
                (CENTRE + side * face.width, face.eyes - 2),
            ],
            frame,
            6,
        )
    pen.curve([(CENTRE - 14, face.eyes - 4), (CENTRE, face.eyes - 14), (CENTRE + 14, face.eyes - 4)], frame, 7)
