"""Checks of catalogues and glyphs."""

import shutil
from pathlib import Path

import msgspec
import pytest

from conference.event import Event
from conference.resources import locales_folder
from conference.texts.catalogue_keys import UsedKeys
from rostrum.doctor.texts import check_catalogues, check_letters
from rostrum.settings import Settings
from tests.rostrum.doctor.findings import wrong


async def test_missing_texts_are_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "locales"
    shutil.copytree(locales_folder(), folder)
    arabic = folder / "ar" / "LC_MESSAGES" / "messages.po"
    arabic.write_text(arabic.read_text(encoding="utf-8").replace('msgid "apply.title"\n', 'msgid "apply.titel"\n'))
    monkeypatch.setattr("rostrum.doctor.texts.locales_folder", lambda: folder)
    monkeypatch.setattr("rostrum.doctor.texts.find_keys", lambda _root, _packages: UsedKeys(prefixes={""}))
    (said,) = wrong(await check_catalogues(Settings()))
    assert said.startswith("The texts of the interface are not complete: ar: apply.tit")


def test_letters_without_a_glyph_are_reported(event: Event) -> None:
    assert wrong(check_letters(event)) == []
    strange = {**event.name, "fr": "Convention \U000f1234\U000f1235"}
    (said,) = wrong(check_letters(replace_name(event, strange)))
    assert said == "No face has a glyph for letters of the event hanoi-2025: U+F1234, U+F1235."


def replace_name(event: Event, name: dict[str, str]) -> Event:
    return msgspec.structs.replace(event, name=name)
