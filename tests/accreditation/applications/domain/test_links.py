"""Derived links of applicants."""

import re
from dataclasses import replace

import pytest

from accreditation.applications.domain.links import ApplicantLinks, application_id_in
from tests.support.application_samples import application

LINKS = ApplicantLinks(b"k" * 32, "https://press.example.org/sub")


def test_link_is_an_address_of_the_site_in_the_language() -> None:
    sample = application()
    link = LINKS.applicant_link(sample, "fr")
    assert link == f"https://press.example.org/sub/fr/applications/{LINKS.secret_of(sample)}"
    assert LINKS.applicant_link(sample, "fr") == link


def test_secret_is_safe_in_an_address_and_fits_its_route() -> None:
    secret = LINKS.secret_of(application("app_0123456789abcdefghjkmnpqrs"))
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,64}", secret)
    assert application_id_in(secret) == "app_0123456789abcdefghjkmnpqrs"


def test_secret_depends_on_application_generation_and_key() -> None:
    sample = application()
    others = (application("app_2"), replace(sample, link_generation=1))
    secrets = {LINKS.secret_of(one) for one in (sample, *others)}
    secrets.add(ApplicantLinks(b"K" * 32, "").secret_of(sample))
    assert len(secrets) == 4
    assert [LINKS.is_current(sample, secret) for secret in secrets].count(True) == 1


@pytest.mark.parametrize("text", ["", "-", "a" * 44, "-" + "a" * 32, "x\udcff-" + "a" * 32, "x-" + "\x00" * 32])
def test_text_of_another_shape_names_no_application(text: str) -> None:
    assert application_id_in(text) is None
    assert not LINKS.is_current(application(), text)
