"""Certificates as texts that are signed."""

import json
from datetime import UTC, date, datetime

from accreditation.retention.domain import (
    PURPOSE,
    CertificateSource,
    ErasedClass,
    Run,
    certificate_of,
    signed_bytes,
)

AT = datetime(2025, 11, 27, 3, tzinfo=UTC)
RUN = Run(id="run_1", started_at=AT, started_by="system")


def make_certificate(**erased: int) -> str:
    classes = [ErasedClass("photos", 30, date(2025, 11, 25), erased)]
    source = CertificateSource("one", {"fr": "Conférence"}, date(2025, 10, 26), "https://example.org", classes)
    return certificate_of(RUN, source, at=AT)


def test_certificate_states_classes_and_numbers() -> None:
    document = json.loads(make_certificate(photos=400))
    assert document["classes"] == [
        {"class": "photos", "days": 30, "kept_until": "2025-11-25", "erased": {"photos": 400}}
    ]
    assert (document["run"], document["event"]["id"]) == ("run_1", "one")


def test_equal_certificates_are_equal_texts() -> None:
    assert make_certificate(photos=1, replaced_photos=2) == make_certificate(replaced_photos=2, photos=1)


def test_signed_bytes_are_no_badge() -> None:
    assert signed_bytes("{}") == PURPOSE + b"{}"
