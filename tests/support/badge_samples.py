"""Fictional badges for the tests of badge art: names in every script, hostile names, a drawn photo."""

import io
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import base45
from PIL import Image, ImageDraw

from accreditation.badges.art import BadgeBack, BadgeFace, DeskDay, DeskNote, ZoneKey, ZoneMark, qr_shape
from accreditation.badges.domain.tokens import PREFIX

TEMPLATE = Path(__file__).parents[2] / "events" / "hanoi-2025" / "badge.typ"

NAMES = {
    "Latn": "Nguyễn Thị Ngọc Ẵm",
    "Cyrl": "Фёдор Їжакевич-Ђурић",
    "Grek": "Ἀγγελική Παπαδοπούλου",
    "Arab": "محمّد عبد الرّحمٰن الحُسيني",
    "Hebr": "דָּוִד בֶּן־אַבְרָהָם",
    "Hani": "王小明",
    "Hant": "龔鬱靈",
    "Hira": "さくら 山本",
    "Kana": "ジョン・スミス",
    "Hang": "김서연",
    "Thai": "สมชาย ใจดีปู่ญู้",
    "Laoo": "ສົມພອນ ແກ້ວມະນີ",
    "Khmr": "ក្រុង ស្ត្រី ចន្ទ្រា",
    "Mymr": "မောင်မောင်ကျော် သင်္ဘော",
    "Deva": "राजेश कुमार श्रीवास्तव",
    "Beng": "শ্রীকৃষ্ণ তালুকদার",
    "Taml": "மலர்விழி கந்தசாமி",
    "Sinh": "රුවන් ශ්\u200dරී ක්\u200dරිෂ්ණ",
    "Geor": "ჯემალ ყიფშიძე",
    "Armn": "Հայկ Ֆրեդյան",
    "Ethi": "አበበ ተስፋዬ",
    "Gujr": "શ્રીકૃષ્ણ પટેલ",
    "Guru": "ਸਿਮਰਨ ਸਿੰਘ",
    "Telu": "శ్రీకృష్ణ రెడ్డి",
    "Knda": "ಶ್ರೀಕೃಷ್ಣ ಗೌಡ",
    "Mlym": "ശ്രീകൃഷ്ണൻ നായർ",
    "Orya": "ଶ୍ରୀକୃଷ୍ଣ ଦାସ",
}
"""Fictional names, by script (`Hant`: Han letters that only traditional Chinese writes)."""

HOSTILE = (
    "{",
    "}",
    "%s %(x)d {0}",
    "<b>x</b>",
    "'; -- \"",
    "=cmd()|' /C calc'!A0",
    '#import "x": *',
    "$x$ \\ `raw` *b* _i_ @l <l> // /*",
    "A\x00B\x07\x1b[31m",
    "\u202eevil\u2066x\u2069",
    "X",
    "W" * 120,
    "Nguyễn Thị " * 11,
    "ปู่ญู้" * 20,
    "王" * 120,
    "محمّد" * 24,
    "Z" + "\u0303" * 40 + "a" + "\u0324" * 40,
)


def token(seed: int = 0, length: int = 116) -> str:
    """Make a text like a badge's token, of `length` random bytes."""
    text: bytes = base45.b45encode(random.Random(seed).randbytes(length))
    return PREFIX + text.decode()


@cache
def photo(shade: int = 90) -> bytes:
    """Draw a silhouette as a JPEG of 600 × 800 pixels."""
    image = Image.new("RGB", (600, 800), (200, 210, 220))
    draw = ImageDraw.Draw(image)
    draw.ellipse((180, 150, 420, 470), fill=(150, shade, 90))
    draw.ellipse((60, 500, 540, 1000), fill=(40, 60, shade))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def zone_marks(count: int) -> tuple[ZoneMark, ...]:
    """Make `count` zones."""
    return tuple(ZoneMark(f"zone-{mark}", mark, f"Zone of {mark}") for mark in "GPCHSFXMEBIKLNOQ"[:count])


def badge_back(zones: int = 6, days: int = 3) -> BadgeBack:
    """Make the content of a back with so many zones, and so many days of the badge desk (0: no desk)."""
    desk = DeskNote(
        title=("Badge desk", "Quầy cấp thẻ"),
        place=("Tent at the river", "Lều bên sông"),
        days=tuple(
            DeskDay((f"{day} September", f"ngày {day:02d}/09"), f"{day:02d}:00–20:00") for day in range(1, days + 1)
        ),
        found=("Please hand in this badge at the desk.", "Xin giao lại thẻ này cho quầy cấp thẻ."),
    )
    return BadgeBack(
        title=("Zones", "Khu vực"),
        zones=tuple(ZoneKey(zone.mark, (zone.name, f"Khu {zone.mark}")) for zone in zone_marks(zones)),
        desk=desk if days else None,
    )


@cache
def _shape(text: str) -> object:
    return qr_shape(text)


def badge_face(seed: int = 0, **changes: object) -> BadgeFace:
    """Make the content of a badge; each seed gives another token."""
    face = BadgeFace(
        number=f"P-{seed + 1:04d}",
        category_word="Press",
        category_letter="P",
        colour="#0b5cab",
        native_name="Nguyễn Thị Hoa",
        latin_name="NGUYEN THI HOA",
        outlet="Báo Sông Hồng",
        function="Reporter",
        zones=zone_marks(6),
        valid="24–26 October 2025",
        event_names=("Conference of Rivers", "Hội nghị các dòng sông"),
        qr=_shape(token(seed)),  # type: ignore[arg-type]
        photo=photo(),
    )
    return replace(face, **changes)  # type: ignore[arg-type]
