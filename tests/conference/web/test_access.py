"""Where a sign-in continues: on pages of staff of this site only."""

import pytest

from conference.web.access import safe_next


@pytest.mark.parametrize("path", ["/staff/", "/staff/badges?id=app_1", "/staff/vetting/security?q=%2F"])
def test_sign_in_continues_on_a_page_of_staff(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    ["", None, 7, "/", "/en/", "//evil.example/staff/", "https://evil.example/staff/", "/staff//evil.example",
     "/staff/\\evil.example", "/staff/\r\nSet-Cookie: a=b", "/staff/\tx", "/staffroom"],
)  # fmt: skip
def test_address_elsewhere_is_replaced(path: object) -> None:
    assert safe_next(path) == "/staff/"
