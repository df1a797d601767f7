from dataclasses import replace
from datetime import UTC, datetime

from accreditation.outlets.domain.crews import CrewMember, FocalPoint
from accreditation.outlets.domain.links import FOCAL_PREFIX, MEMBER_PREFIX, CrewLinks, id_in

LINKS = CrewLinks(b"k" * 32, "https://press.example")
AT = datetime(2025, 10, 1, tzinfo=UTC)
FOCAL = FocalPoint(
    id="fp_1", outlet_id="out_1", name="Mai", email="mai@example.org", language="vi", link_generation=1, invited_at=AT
)
MEMBER = CrewMember(id="crew_1", outlet_id="out_1", letter_id="l", values={"email": "an@example.org"}, added_at=AT)


def test_link_of_a_focal_point_ends_with_its_generation() -> None:
    secret = LINKS.secret_of_focal(FOCAL)
    assert LINKS.focal_link(FOCAL, "ar") == f"https://press.example/ar/crews/{secret}"
    assert id_in(secret, FOCAL_PREFIX) == "fp_1"
    assert LINKS.is_focal_link(FOCAL, secret)
    assert not LINKS.is_focal_link(replace(FOCAL, link_generation=2), secret)
    assert not LINKS.is_focal_link(replace(FOCAL, ended_at=AT), secret)
    assert not LINKS.is_focal_link(FOCAL, "\udcff")


def test_link_of_a_person_serves_no_other_address() -> None:
    secret = LINKS.secret_of_member(MEMBER)
    assert LINKS.member_link(MEMBER, "vi").endswith(f"/vi/crew/{secret}")
    assert id_in(secret, MEMBER_PREFIX) == "crew_1"
    assert LINKS.is_member_link(MEMBER, secret)
    assert not LINKS.is_member_link(replace(MEMBER, values={"email": "ha@example.org"}), secret)


def test_other_texts_name_no_id() -> None:
    assert [id_in(text, FOCAL_PREFIX) for text in ("", "x", "a/b", "1-short")] == [None] * 4
