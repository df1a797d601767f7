"""Pictures of fictional people for the labelled set: heads, clothes, light and backgrounds that differ, and crops."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (240, 320)
THUMBNAIL = (120, 160)

_SKINS = ((246, 215, 193), (238, 191, 159), (224, 169, 130), (204, 142, 100), (145, 91, 58), (85, 51, 31))
_HAIRS = ((22, 19, 15), (58, 38, 24), (125, 90, 54), (200, 190, 170), (140, 140, 140), (140, 70, 40))


def draw_picture(random: Random) -> Image.Image:
    """Draw a head and shoulders before a background of muted colours, unevenly lit."""
    picture = _draw_background(random)
    _draw_person(ImageDraw.Draw(picture), random)
    light = Image.linear_gradient("L").rotate(random.randrange(360)).resize(SIZE)
    picture = Image.blend(picture, Image.merge("RGB", (light,) * 3), random.uniform(0, 0.25))
    return picture.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.2)))


def crop_picture(picture: Image.Image, random: Random) -> Image.Image:
    """Return the picture as another program saves it: 75 to 97 % of it, a little off the centre, brighter or darker."""
    (width, height), part = picture.size, random.uniform(0.75, 0.97)
    left = (1 - part) / 2 + random.uniform(-0.03, 0.03)
    top = (1 - part) / 2 + random.uniform(-0.05, 0.05)
    left, top = (min(max(0.0, edge), 1 - part) for edge in (left, top))
    box = (width * left, height * top, width * (left + part), height * (top + part))
    cropped = picture.resize(SIZE, Image.Resampling.LANCZOS, box=box)
    cropped = ImageEnhance.Brightness(cropped).enhance(random.uniform(0.92, 1.08))
    return ImageEnhance.Contrast(cropped).enhance(random.uniform(0.92, 1.08))


def encode_thumbnail(picture: Image.Image, quality: int = 80) -> bytes:
    """Return the JPEG bytes of the picture's thumbnail."""
    out = io.BytesIO()
    picture.resize(THUMBNAIL, Image.Resampling.BOX).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _draw_background(random: Random) -> Image.Image:
    level = random.randrange(90, 230)
    picture = Image.new("RGB", SIZE, tuple(max(0, min(255, level + random.randrange(-18, 19))) for _ in range(3)))
    for fields, most in (((3, 4), 0.22), ((9, 12), 0.14)):
        noise = Image.frombytes("L", fields, random.randbytes(fields[0] * fields[1])).resize(
            SIZE, Image.Resampling.BICUBIC
        )
        picture = Image.blend(picture, Image.merge("RGB", (noise,) * 3), random.uniform(0, most))
    return picture


def _draw_person(pen: ImageDraw.ImageDraw, random: Random) -> None:
    skin = tuple(max(0, min(255, part + random.randrange(-14, 15))) for part in random.choice(_SKINS))
    hair = random.choice(_HAIRS)
    across, down = 120 + random.randrange(-11, 12), 132 + random.randrange(-16, 17)
    wide = random.randrange(46, 62)
    high = int(wide * random.uniform(1.2, 1.45))
    beside = wide + random.randrange(2, 21)
    pen.ellipse(
        (across - beside, down - high - random.randrange(6, 32), across + beside, down + random.randrange(-16, 96)),
        fill=hair,
    )
    _draw_clothes(pen, random, across, down + high)
    pen.ellipse((across - wide, down - high, across + wide, down + high), fill=skin)
    _draw_face(pen, random, (across, down, wide, high), hair)


def _draw_clothes(pen: ImageDraw.ImageDraw, random: Random, across: int, chin: int) -> None:
    level = random.randrange(25, 225)
    cloth = tuple(max(0, min(255, level + random.randrange(-40, 41))) for _ in range(3))
    shoulder = random.randrange(76, 120)
    corners = [
        (across - shoulder, SIZE[1]), (across - shoulder + 16, chin + random.randrange(16, 48)), (across, chin - 8),
        (across + shoulder - 16, chin + random.randrange(16, 48)), (across + shoulder, SIZE[1]),
    ]  # fmt: skip
    pen.polygon(corners, fill=cloth)
    collar = tuple(random.randrange(30, 240) for _ in range(3))
    pen.polygon(
        [(across - 16, chin - 3), (across + 16, chin - 3), (across, chin + random.randrange(16, 72))], fill=collar
    )


def _draw_face(
    pen: ImageDraw.ImageDraw, random: Random, head: tuple[int, int, int, int], hair: tuple[int, int, int]
) -> None:
    across, down, wide, high = head
    eyes, apart = down - random.randrange(6, 20), random.randrange(18, 27)
    has_glasses = random.random() < 0.3
    for side in (-1, 1):
        middle = across + side * apart
        pen.ellipse((middle - 7, eyes - 4, middle + 7, eyes + 4), fill=(240, 240, 240))
        pen.ellipse((middle - 3, eyes - 4, middle + 3, eyes + 3), fill=(40, 30, 20))
        pen.line(
            (middle - 11, eyes - 13, middle + 11, eyes - 13 - random.randrange(4)),
            fill=hair,
            width=random.randrange(2, 5),
        )
        if has_glasses:
            pen.rectangle((middle - 14, eyes - 10, middle + 14, eyes + 10), outline=(20, 20, 20), width=2)
    mouth = eyes + random.randrange(44, 55)
    pen.line((across, eyes + 6, across - 3, eyes + 29, across + 5, eyes + 30), fill=(120, 80, 60), width=2)
    pen.arc(
        (across - 19, mouth - 11, across + 19, mouth + 6), 20, 160, fill=(150, 50, 50), width=random.randrange(2, 6)
    )
    if random.random() < 0.25:
        pen.ellipse(
            (across - wide + 6, mouth - 14, across + wide - 6, down + high), outline=hair, width=random.randrange(6, 20)
        )
