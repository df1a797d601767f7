"""Messages of letters, read back by the standard library's parser."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from conference.mail.letters import Attachment
from conference.mail.messages import Message, Sender, StoredLetter, compose_message

AT = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
SENDER = Sender(
    "press@example.org", "Trung tâm Báo chí", "press.example.org", "contact@example.org", "bounce@x.example"
)

HEADERS = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Language"),
)


def letter(**values: object) -> StoredLetter:
    given_values: dict[str, object] = {
        "id": "ltr_1",
        "kind": "k",
        "address": "mai@bücher.example",
        "name": "Mai Trần",
        "language": "vi",
        "subject": "Đã nhận hồ sơ",
        "text": "Xin chào\n.\nFrom here\n",
        "html": "<p>Xin chào</p>",
    }
    return StoredLetter(**(given_values | values))  # type: ignore[arg-type]


def parsed(message: Message) -> EmailMessage:
    return message_from_bytes(message.content, policy=default)


def test_headers_name_sender_recipient_and_letter() -> None:
    message = compose_message(letter(), SENDER, AT)
    headers = parsed(message)
    assert headers["From"] == "Trung tâm Báo chí <press@example.org>"
    assert headers["To"] == "Mai Trần <mai@xn--bcher-kva.example>"
    assert headers["Reply-To"] == "contact@example.org"
    assert headers["Subject"] == "Đã nhận hồ sơ"
    assert headers["Message-ID"] == "<ltr_1@press.example.org>"
    assert headers["Date"].datetime == AT
    assert (headers["Auto-Submitted"], headers["Content-Language"]) == ("auto-generated", "vi")
    assert message.sender == "bounce+ltr_1@x.example"
    assert str(message.recipient) == "mai@xn--bcher-kva.example"


def test_message_is_ascii_with_short_lines() -> None:
    long = "記者" * 2000
    content = compose_message(letter(text=long, html=f"<p>{long}</p>", name=long), SENDER, AT).content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_text_html_images_and_files_are_parts_of_their_kind() -> None:
    logo = Attachment(file_name="logo.png", content_type="image/png", content=b"png", content_id="logo")
    pass_file = Attachment(file_name="thẻ.pdf", content_type="application/pdf", content=b"pdf")
    message = parsed(compose_message(letter(files=(logo, pass_file)), SENDER, AT))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html"),
        *("image/png", "application/pdf"),
    ]
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/plain"].get_content().splitlines() == letter().text.splitlines()
    assert parts["text/html"].get_content().strip() == letter().html
    assert parts["image/png"]["Content-ID"] == "<logo>"
    assert parts["application/pdf"].get_filename() == "thẻ.pdf"


def test_letter_without_html_is_plain_text() -> None:
    assert parsed(compose_message(letter(html=""), SENDER, AT)).get_content_type() == "text/plain"


def test_address_outside_ascii_is_written_in_utf8() -> None:
    message = compose_message(letter(address="мая@bücher.example"), SENDER, AT)
    assert not message.recipient.is_ascii
    assert "мая@xn--bcher-kva.example".encode() in message.content


def test_sender_without_an_address_of_bounces_is_the_envelopes() -> None:
    assert compose_message(letter(), Sender("press@example.org", "", "x.org"), AT).sender == "press@example.org"


@given(name=st.text(max_size=40), subject=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_name_and_subject_add_no_header(name: str, subject: str) -> None:
    plain = "".join(c for c in name if not 0xD800 <= ord(c) < 0xE000)
    message = parsed(compose_message(letter(name=plain, subject=subject), SENDER, AT))
    assert sorted(message.keys()) == sorted(HEADERS)
    assert str(message["To"]).removesuffix(">").endswith("mai@xn--bcher-kva.example")
