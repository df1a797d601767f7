"""Applications as rows, on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Application, Finding, State, Topic, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import Search
from accreditation.vetting.domain import Statement, found, held, revoked
from conference.errors import ConflictError, NotFoundError
from conference.storage.transactions import Units
from rostrum.parts.stores import application_store, outlet_store
from tests.support.application_samples import APPROVE, LINH, NOON, SON, applicant, application

A, B = Agency.ACCREDITATION, Agency.SECURITY
STORE = application_store()


async def keep(units: Units, *kept: Application) -> None:
    async with units.write() as unit:
        for one in kept:
            await STORE.add(unit, one)


async def load(units: Units, application_id: str = "app_1") -> Application:
    async with units.read() as unit:
        return await STORE.load(unit, application_id)


def numbered(number: int, state: State = State.SUBMITTED, **changes: str) -> Application:
    return application(f"app_{number}", secret=f"secret {number}", state=state, applicant=applicant(**changes))


async def test_application_comes_back_as_it_was_kept(units: Units) -> None:
    ask = Statement(finding=Finding.NEEDS_INFORMATION, topics=(Topic.PHOTO, Topic.NAMES), note="n", message="m '%s'")
    asked = found(application(), ask, agency=A, officer=LINH, at=NOON)
    aside = held(found(asked, APPROVE, agency=B, officer=SON, at=NOON), agency=B, officer=SON, at=NOON, note="x")
    approved = found(
        found(application(), APPROVE, agency=A, officer=LINH, at=NOON), APPROVE, agency=B, officer=SON, at=NOON
    )
    ended = revoked(approved, agency=A, officer=LINH, at=NOON, reason="conduct")
    for number, whole in enumerate((application(), aside, approved, ended)):
        one = replace(whole, id=f"app_{number}", secret_hash=secret_digest(str(number)))
        await keep(units, one)
        assert await load(units, f"app_{number}") == one


@pytest.mark.parametrize(
    "name", ["{", "}", "%s", "<b>", "'", "=cmd()", "Robert'); DROP TABLE applications;--", "𠮷野家", "ກ" * 120]
)
async def test_strange_names_come_back_to_the_letter(units: Units, name: str) -> None:
    await keep(units, numbered(1, native_name=name))
    assert (await load(units)).applicant.native_name == name


async def test_unknown_application_is_not_found(units: Units) -> None:
    with pytest.raises(NotFoundError):
        await load(units, "app_none")
    async with units.read() as unit:
        assert await STORE.find_by_secret(unit, secret_digest("none")) is None


async def test_application_is_found_by_its_secret_only(units: Units) -> None:
    await keep(units, application(secret="the secret"))
    async with units.read() as unit:
        assert (await STORE.find_by_secret(unit, secret_digest("the secret")) or application("no")).id == "app_1"
        assert await STORE.find_by_secret(unit, "the secret") is None


async def test_secret_belongs_to_one_application(units: Units) -> None:
    await keep(units, application("app_1"))
    with pytest.raises(ConflictError):
        await keep(units, application("app_2"))


async def test_change_of_an_outdated_version_is_refused(units: Units) -> None:
    await keep(units, application())
    changed = found(application(), APPROVE, agency=A, officer=LINH, at=NOON)
    async with units.write() as unit:
        await STORE.save(unit, changed)
    with pytest.raises(ConflictError) as caught:
        async with units.write() as unit:
            await STORE.save(unit, found(application(), APPROVE, agency=B, officer=SON, at=NOON))
    assert caught.value.code == "application.changed"
    assert set((await load(units)).checks) == {A}


async def ids(units: Units, search: Search) -> list[str]:
    async with units.read() as unit:
        return [line.id for line in (await STORE.search(unit, search)).rows]


async def test_waiting_list_holds_what_the_agency_has_still_to_look_at_oldest_first(units: Units) -> None:
    half = found(application("app_2", secret="2"), APPROVE, agency=A, officer=LINH, at=NOON)
    await keep(units, numbered(3), numbered(1), numbered(4, State.ON_HOLD), numbered(5, State.WITHDRAWN), half)
    assert await ids(units, Search(waiting_for=A)) == ["app_1", "app_3"]
    assert await ids(units, Search(waiting_for=B)) == ["app_1", "app_2", "app_3"]
    async with units.read() as unit:
        assert await STORE.count_waiting(unit, A) == 2
        assert await STORE.count_states(unit) == {
            State.SUBMITTED: 2, State.IN_REVIEW: 1, State.ON_HOLD: 1, State.WITHDRAWN: 1,
        }  # fmt: skip


async def test_search_finds_by_words_of_either_name_the_address_and_the_outlet(units: Units) -> None:
    outlet = Outlet("out_1", "Đài Tiếng nói Việt Nam", verified=True, aliases=("VOV",))
    async with units.write() as unit:
        await outlet_store().add(unit, outlet)
    await keep(units, replace(numbered(1), outlet_id="out_1"))
    await keep(units, numbered(2, native_name="علي حسن", family_name="HASSAN", given_name="ALI", email="ali@ex.org"))
    found_by = {"hoa": ["app_1"], "HOÁ nguyen": ["app_1"], "علي": ["app_2"], "ali@ex": ["app_2"], "vov": ["app_1"],
                "tiếng nói": ["app_1"], "%": ["app_2", "app_1"], "_": ["app_2", "app_1"], "nobody": []}  # fmt: skip
    for words, expected in found_by.items():
        assert await ids(units, Search(words=words)) == expected, words


async def test_page_says_how_many_there_are_and_names_the_outlet(units: Units) -> None:
    async with units.write() as unit:
        await outlet_store().add(unit, Outlet("out_1", "NBC News"))
    await keep(units, *(replace(numbered(n), outlet_id="out_1") for n in range(5)))
    async with units.read() as unit:
        page = await STORE.search(unit, Search(states=frozenset({State.SUBMITTED}), offset=2, limit=2))
    assert (page.total, [line.id for line in page.rows]) == (5, ["app_2", "app_1"])
    line = page.rows[0]
    assert (line.outlet, line.latin_name, line.findings, line.version) == ("NBC News", "THI HOA NGUYEN", {}, 1)


async def test_many_are_loaded_in_the_order_asked_for(units: Units) -> None:
    await keep(units, numbered(1), numbered(2))
    async with units.read() as unit:
        assert [one.id for one in await STORE.load_many(unit, ["app_2", "app_9", "app_1"])] == ["app_2", "app_1"]
