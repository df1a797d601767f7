"""Sealed batches: opened by one key, and refused when anything in them was changed."""

import json
from pathlib import Path

import pytest

from accreditation.exchange.sealed.batch_files import MAGIC, encode_person, open_batch, seal_batch
from accreditation.exchange.sealed.key_files import read_sealing_key
from accreditation.exchange.sealed.site_files import SiteFile, encode_site, read_site
from conference.errors import InvalidError
from tests.support.agency_files import (
    NAMES,
    make_batch_file,
    make_manifest,
    make_opened,
    make_person,
    make_rows,
    make_site,
    sealing_key,
    sign_manifest,
)

VECTORS = json.loads(Path("tests/vectors/agency_files.json").read_text(encoding="utf-8"))


def test_agency_reads_the_people_of_a_batch() -> None:
    opened = make_opened()
    assert [person.latin_name for person in opened.people] == list(NAMES)
    assert opened.people[0].photo == b"\xff\xd8jpeg"
    assert opened.manifest.batch == "batch_1"


def test_sealed_file_shows_no_name() -> None:
    assert not any(name.encode() in make_batch_file() for name in NAMES)


def test_batch_of_an_earlier_program_is_still_opened() -> None:
    key, site = read_sealing_key(VECTORS["sealing_key"].encode()), read_site(VECTORS["site"].encode())
    assert [one.latin_name for one in open_batch(bytes.fromhex(VECTORS["batch"]), key, site).people] == list(NAMES)


def test_other_key_does_not_open_the_batch() -> None:
    with pytest.raises(InvalidError, match=r"batch\.other_key"):
        open_batch(make_batch_file(), sealing_key("Another machine"), make_site().file)


def test_each_changed_byte_is_noticed() -> None:
    data = make_batch_file()
    for position in range(0, len(data), max(1, len(data) // 200)):
        changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        with pytest.raises(InvalidError, match=r"^batch\."):
            open_batch(changed, sealing_key(), make_site().file)


@pytest.mark.parametrize("data", [b"", b"{}", MAGIC, MAGIC + b"{}\n", MAGIC + b"x" * 5000])
def test_bytes_that_are_no_batch_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidError, match=r"batch\.unreadable"):
        open_batch(data, sealing_key(), make_site().file)


def test_changed_row_is_named() -> None:
    rows = make_rows()
    signed = sign_manifest(make_manifest(rows))
    rows[1] = encode_person(make_person(2, native_name="BO ZHANG", latin_name="BO ZHANG"))
    with pytest.raises(InvalidError, match=r"batch\.row_changed") as caught:
        open_batch(seal_batch(signed, rows, sealing_key().key), sealing_key(), make_site().file)
    assert caught.value.params == {"row": 2, "name": "BO ZHANG"}


def test_batch_without_a_row_is_refused() -> None:
    rows = make_rows()
    sealed = seal_batch(sign_manifest(make_manifest(rows)), rows[:2], sealing_key().key)
    with pytest.raises(InvalidError, match=r"batch\.count_wrong"):
        open_batch(sealed, sealing_key(), make_site().file)


def test_manifest_that_the_site_has_not_signed_is_refused() -> None:
    rows = make_rows()
    signed = sign_manifest(make_manifest(rows))
    forged = type(signed)(make_manifest(rows, sequence=9), signed.key_id, signed.signature)
    with pytest.raises(InvalidError, match=r"batch\.signature_wrong"):
        open_batch(seal_batch(forged, rows, sealing_key().key), sealing_key(), make_site().file)


def test_batch_of_another_event_or_unknown_site_key_is_refused() -> None:
    site = make_site().file
    for other, code in (
        (SiteFile(event="rome-2026", site=site.site, keys=site.keys), "batch.other_site"),
        (SiteFile(event=site.event, site=site.site, keys=()), "batch.site_key_unknown"),
    ):
        with pytest.raises(InvalidError, match=code):
            open_batch(make_batch_file(), sealing_key(), other)


def test_site_file_is_read_as_written() -> None:
    site = make_site().file
    assert read_site(encode_site(site)) == site


@pytest.mark.parametrize("change", [{"format": "other"}, {"keys": [{"id": "1", "point": "zz"}]}, {"more": 1}])
def test_unreadable_site_file_is_refused(change: dict[str, object]) -> None:
    file = {**json.loads(encode_site(make_site().file)), **change}
    with pytest.raises(InvalidError, match=r"site_file\.unreadable"):
        read_site(json.dumps(file).encode())
