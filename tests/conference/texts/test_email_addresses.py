"""E-mail addresses: every complete one accepted, each in one form."""

import pytest

from conference.texts.email_addresses import read_email, with_stored_addresses


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hoa@example.org", "hoa@example.org"),
        ("Hoa.O'Neil+press@Example.ORG", "Hoa.O'Neil+press@example.org"),
        ("editor@新闻.中国", "editor@新闻.中国"),
        ("editor@xn--efvy88h.xn--fiqs8s", "editor@新闻.中国"),
        ("a@x.xn--p1ai", "a@x.рф"),
        ("a@x.рф", "a@x.рф"),
        ("дмитрий@почта.рф", "дмитрий@почта.рф"),
        ("editor＠example。org", "editor@example.org"),
    ],
)
def test_address_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert read_email(typed) == stored
    assert read_email(stored) == stored


@pytest.mark.parametrize(
    "typed", ["", "hoa@", "hoa@localhost", "a b@example.org", "a..b@example.org", "a@1.2.3.4", "a@b@example.org"]
)
def test_incomplete_address_is_refused(typed: str) -> None:
    assert read_email(typed) is None


def test_search_text_has_addresses_as_stored() -> None:
    assert with_stored_addresses("Hoa a@x.xn--p1ai @x") == "Hoa a@x.рф @x"
