"""Tiles of the first page of staff: one for each page, with texts in every language."""

from accreditation.access.roles import Permission
from conference.languages import LANGUAGES
from conference.texts.catalogues import Catalogues
from rostrum.packages import ROOT
from rostrum.roles import ROLE_TABLE
from rostrum.staff_tiles import ROLE_TEXTS, TILES


def test_each_role_has_a_text_and_a_tile() -> None:
    assert set(ROLE_TEXTS) == {role.name for role in ROLE_TABLE}
    opening = {permission for tile in TILES for permission in (tile.permission, *tile.also)}
    assert {role.permission for role in ROLE_TABLE} <= opening


def test_tiles_lead_to_different_pages_of_staff() -> None:
    paths = [tile.path for tile in TILES]
    assert len(set(paths)) == len(paths)
    assert all(path.startswith("/staff/") for path in paths)


def test_symbols_are_among_the_icons() -> None:
    icons = (ROOT / "conference/static/icons.svg").read_text("utf-8")
    assert [tile.symbol for tile in TILES if f'id="{tile.symbol}"' not in icons] == []


def test_title_and_text_exist_in_every_language() -> None:
    catalogues = Catalogues()
    for code in LANGUAGES:
        for key in (*(tile.title for tile in TILES), *(tile.text for tile in TILES), *ROLE_TEXTS.values()):
            assert catalogues.text(code, key).strip(), (code, key)


def test_agencies_have_tiles_of_their_own() -> None:
    paths = {tile.permission: tile.path for tile in TILES}
    assert paths[Permission.VET_ACCREDITATION] != paths[Permission.VET_SECURITY]
