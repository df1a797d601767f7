"""Fictional media: series of names, places of people, mail domains."""

import pytest
from msgspec import structs

from conference.event import EventDataError
from rostrum.demo.press_corps.lists import CorpsLists, ListedOutlet, Series, read_lists
from rostrum.demo.press_corps.outlets import domestic_group, mail_domain, make_places, outlets_of
from rostrum.demo.press_corps.people import CorpsOutlet
from tests.rostrum.demo.press_corps.conftest import HANOI


@pytest.fixture(scope="module")
def lists() -> CorpsLists:
    return read_lists(HANOI)


def test_series_makes_outlets_of_words_and_forms(lists: CorpsLists) -> None:
    series = Series(
        kind="print", first_word=1, forms=(("Báo {}", "{} News"), ("Tạp chí {}", "{} Review")), sizes=((3, 2), (1, 1))
    )
    words = (("Một", "One"), ("Hai", "Two"))
    group = domestic_group(structs.replace(lists.domestic, outlets=(), series=(series,), words=words))
    assert [(outlet.name, outlet.aliases, outlet.people) for outlet in group.outlets] == [
        ("Báo Hai", ("Two News",), 3),
        ("Tạp chí Một", ("One Review",), 3),
        ("Báo Hai", ("Two News",), 1),
    ]


def test_domestic_group_is_named_for_its_country(lists: CorpsLists) -> None:
    group = domestic_group(lists.domestic)
    assert (group.id, group.country, group.freelancers) == ("vn", "VN", lists.domestic.freelancers)


def test_each_person_of_an_outlet_has_a_place(lists: CorpsLists) -> None:
    places = make_places(lists)
    outlets = outlets_of(places)
    assert len({outlet.id for outlet in outlets}) == len(outlets) == 189
    assert sum(place.outlet is None for place in places) == lists.domestic.freelancers + sum(
        group.freelancers for group in lists.foreign.groups
    )
    first = [place for place in places if place.outlet == outlets[0]]
    assert len(first) == lists.domestic.outlets[0].people


@pytest.mark.parametrize("name", ["Le Pont Bleu", "LE PONT BLEU", "le-pont-bleu"])
def test_name_of_another_outlet_is_refused(lists: CorpsLists, name: str) -> None:
    twin = ListedOutlet(name="The Twin", kind="print", people=1, aliases=(name,))
    domestic = structs.replace(lists.domestic, outlets=(*lists.domestic.outlets, twin))
    with pytest.raises(EventDataError, match="is a name of"):
        make_places(structs.replace(lists, domestic=domestic))


def test_name_of_a_real_medium_is_refused(lists: CorpsLists) -> None:
    real = ListedOutlet(name=lists.excluded.outlets[0], kind="print", people=1)
    domestic = structs.replace(lists.domestic, outlets=(real,))
    with pytest.raises(EventDataError, match="is a real medium"):
        make_places(structs.replace(lists, domestic=domestic))


@pytest.mark.parametrize(
    ("name", "aliases", "domain"),
    [
        ("大河日报", (), "outlet-007.example"),
        ("大河日报", ("Great River Daily",), "greatriverdaily.example"),
        ("X" * 70, (), "x" * 40 + ".example"),
    ],
)
def test_mail_domain_is_an_ascii_name_of_the_outlet(name: str, aliases: tuple[str, ...], domain: str) -> None:
    assert mail_domain(CorpsOutlet("outlet-007", name, aliases, "print", "CN", domestic=False)) == domain


def test_freelancers_share_a_mail_domain() -> None:
    assert mail_domain(None) == "freelance.example"
