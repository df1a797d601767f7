"""Sample letters."""

from dataclasses import replace
from typing import Any

from conference.mail.letters import Letter

SAMPLE = Letter(
    kind="application.received",
    about="app_1",
    once="app_1:1",
    address="mai@example.org",
    name="Mai Trần",
    language="vi",
    subject="Đã nhận hồ sơ",
    text="Xin chào Mai,\nchúng tôi đã nhận hồ sơ của bạn.\n",
    html="<p>Xin chào Mai,</p>",
)


def sample_letter(**values: Any) -> Letter:
    """A letter with other values; `once` is its `about` unless given."""
    given = {"once": values["about"], **values} if "about" in values else values
    return replace(SAMPLE, **given)
