"""Headers that keep the pages under an applicant's link private."""

import pytest
from aiohttp import web

from accreditation.applications.web.context import with_private_headers


@pytest.mark.parametrize(("has_form", "policy"), [(False, "no-referrer"), (True, "same-origin")])
def test_private_pages_are_neither_kept_nor_indexed(has_form: bool, policy: str) -> None:
    headers = with_private_headers(web.Response(), has_form=has_form).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", policy)
    assert "noindex" in headers["X-Robots-Tag"]
