"""An independent reader of QR codes, zxing-cpp: for QR codes only, as the door's readers are set.

Left to itself it tries every kind of barcode, and finds a short one (`A00B`, Codabar) among the modules of one badge in
some thousands.
"""

import zxingcpp
from PIL import Image

QR_ONLY = zxingcpp.barcode_formats_from_str("QRCode")


def find_qr(image: Image.Image) -> list[zxingcpp.Barcode]:
    """The QR codes in a picture."""
    return list(zxingcpp.read_barcodes(image, formats=QR_ONLY))


def read_qr(image: Image.Image) -> list[str]:
    """Their texts."""
    return [code.text for code in find_qr(image)]
