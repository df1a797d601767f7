"""Files of logos."""

import io

from PIL import Image, ImageDraw


def logo_file(size: tuple[int, int] = (300, 150), kind: str = "PNG") -> bytes:
    """A drawn logo on a transparent ground."""
    image = Image.new("RGBA", size)
    ImageDraw.Draw(image).ellipse((10, 10, size[0] - 10, size[1] - 10), fill="#a31f19")
    encoded = io.BytesIO()
    image.save(encoded, kind)
    return encoded.getvalue()
