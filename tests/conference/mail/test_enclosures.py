"""Files that are made when a letter is sent."""

import pytest

from conference.mail.enclosures import MakeEnclosure, add_enclosure, inline_images, no_enclosure
from conference.mail.letters import Attachment
from conference.mail.messages import StoredLetter

IMAGE = Attachment(file_name="a.png", content_type="image/png", content=b"png", content_id="pass.app_1@letter")
LETTER = StoredLetter(
    id="ltr_1", kind="k", address="a@example.org", name="", language="en", subject="S",
    text="Without", html="<p>Without",
    about="app_1", encloses="pass", enclosing_text="With", enclosing_html="<p>With",
)  # fmt: skip


async def make_image(*_wanted: str) -> tuple[Attachment, ...]:
    return (IMAGE,)


async def fail(*_wanted: str) -> tuple[Attachment, ...]:
    raise ValueError("not yet")


@pytest.mark.parametrize(
    ("make", "is_last", "text"),
    [
        (make_image, False, "With"),
        (no_enclosure, False, "Without"),
        (fail, True, "Without"),
        (fail, False, None),
    ],
)
async def test_letter_has_its_files_or_says_nothing_of_them(
    make: MakeEnclosure, is_last: bool, text: str | None
) -> None:
    letter = await add_enclosure(LETTER, make, is_last=is_last)
    assert (letter.text if letter else None) == text
    if letter is not None:
        assert letter.html == f"<p>{text}"
        assert tuple(letter.files) == ((IMAGE,) if text == "With" else ())


def test_images_are_put_into_the_html_of_a_page() -> None:
    html = inline_images('<img src="cid:pass.app_1@letter"><img src="cid:other">', [IMAGE])
    assert html == '<img src="data:image/png;base64,cG5n"><img src="">'
