"""Applications as rows, on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Application, Finding, State, Topic, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationSearch
from accreditation.vetting.domain import FindingInput, apply_finding, apply_hold, apply_revocation
from conference.errors import ConflictError, NotFoundError
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store, outlet_store
from tests.support.application_samples import APPROVE, LINH, NOON, SON, applicant, application

A, B = Agency.ACCREDITATION, Agency.SECURITY
STORE = application_store()


async def keep(transactions: Transactions, *kept: Application) -> None:
    async with transactions.write() as transaction:
        for one in kept:
            await STORE.add(transaction, one)


async def load(transactions: Transactions, application_id: str = "app_1") -> Application:
    async with transactions.read() as transaction:
        return await STORE.get(transaction, application_id)


def numbered(number: int, state: State = State.SUBMITTED, **changes: str) -> Application:
    return application(f"app_{number}", secret=f"secret {number}", state=state, applicant=applicant(**changes))


async def test_application_comes_back_as_it_was_kept(transactions: Transactions) -> None:
    ask = FindingInput(finding=Finding.NEEDS_INFORMATION, topics=(Topic.PHOTO, Topic.NAMES), note="n", message="m '%s'")
    asked = apply_finding(application(), ask, agency=A, officer=LINH, at=NOON)
    aside = apply_hold(
        apply_finding(asked, APPROVE, agency=B, officer=SON, at=NOON), agency=B, officer=SON, at=NOON, note="x"
    )
    approved = apply_finding(
        apply_finding(application(), APPROVE, agency=A, officer=LINH, at=NOON), APPROVE, agency=B, officer=SON, at=NOON
    )
    ended = apply_revocation(approved, agency=A, officer=LINH, at=NOON, reason="conduct")
    for number, whole in enumerate((application(), aside, approved, ended)):
        one = replace(whole, id=f"app_{number}", secret_hash=secret_digest(str(number)))
        await keep(transactions, one)
        assert await load(transactions, f"app_{number}") == one


@pytest.mark.parametrize(
    "name", ["{", "}", "%s", "<b>", "'", "=cmd()", "Robert'); DROP TABLE applications;--", "𠮷野家", "ກ" * 120]
)
async def test_strange_names_come_back_to_the_letter(transactions: Transactions, name: str) -> None:
    await keep(transactions, numbered(1, native_name=name))
    assert (await load(transactions)).applicant.native_name == name


async def test_unknown_application_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFoundError):
        await load(transactions, "app_none")
    async with transactions.read() as transaction:
        assert await STORE.find_by_secret(transaction, secret_digest("none")) is None


async def test_application_is_found_by_its_secret_only(transactions: Transactions) -> None:
    await keep(transactions, application(secret="the secret"))
    async with transactions.read() as transaction:
        assert (await STORE.find_by_secret(transaction, secret_digest("the secret")) or application("no")).id == "app_1"
        assert await STORE.find_by_secret(transaction, "the secret") is None


async def test_secret_belongs_to_one_application(transactions: Transactions) -> None:
    await keep(transactions, application("app_1"))
    with pytest.raises(ConflictError):
        await keep(transactions, application("app_2"))


async def test_change_of_an_outdated_version_is_refused(transactions: Transactions) -> None:
    await keep(transactions, application())
    changed = apply_finding(application(), APPROVE, agency=A, officer=LINH, at=NOON)
    async with transactions.write() as transaction:
        await STORE.save(transaction, changed)
    with pytest.raises(ConflictError) as caught:
        async with transactions.write() as transaction:
            await STORE.save(transaction, apply_finding(application(), APPROVE, agency=B, officer=SON, at=NOON))
    assert caught.value.code == "application.changed"
    assert set((await load(transactions)).checks) == {A}


async def ids(transactions: Transactions, search: ApplicationSearch) -> list[str]:
    async with transactions.read() as transaction:
        return [line.id for line in (await STORE.search(transaction, search)).rows]


async def test_waiting_list_holds_what_the_agency_has_still_to_look_at_oldest_first(transactions: Transactions) -> None:
    half = apply_finding(application("app_2", secret="2"), APPROVE, agency=A, officer=LINH, at=NOON)
    await keep(transactions, numbered(3), numbered(1), numbered(4, State.ON_HOLD), numbered(5, State.WITHDRAWN), half)
    assert await ids(transactions, ApplicationSearch(waiting_for=A)) == ["app_1", "app_3"]
    assert await ids(transactions, ApplicationSearch(waiting_for=B)) == ["app_1", "app_2", "app_3"]
    async with transactions.read() as transaction:
        assert await STORE.count_waiting(transaction, A) == 2
        assert await STORE.count_states(transaction) == {
            State.SUBMITTED: 2, State.IN_REVIEW: 1, State.ON_HOLD: 1, State.WITHDRAWN: 1,
        }  # fmt: skip


async def test_search_finds_by_words_of_either_name_the_address_and_the_outlet(transactions: Transactions) -> None:
    outlet = Outlet("out_1", "Đài Tiếng nói Việt Nam", verified=True, aliases=("VOV",))
    async with transactions.write() as transaction:
        await outlet_store().add(transaction, outlet)
    await keep(transactions, replace(numbered(1), outlet_id="out_1"))
    await keep(
        transactions, numbered(2, native_name="علي حسن", family_name="HASSAN", given_name="ALI", email="ali@ex.org")
    )
    found_by = {"hoa": ["app_1"], "HOÁ nguyen": ["app_1"], "علي": ["app_2"], "ali@ex": ["app_2"], "vov": ["app_1"],
                "tiếng nói": ["app_1"], "%": ["app_2", "app_1"], "_": ["app_2", "app_1"], "nobody": []}  # fmt: skip
    for words, expected in found_by.items():
        assert await ids(transactions, ApplicationSearch(words=words)) == expected, words


async def test_page_says_how_many_there_are_and_names_the_outlet(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await outlet_store().add(transaction, Outlet("out_1", "NBC News"))
    await keep(transactions, *(replace(numbered(n), outlet_id="out_1") for n in range(5)))
    async with transactions.read() as transaction:
        page = await STORE.search(
            transaction, ApplicationSearch(states=frozenset({State.SUBMITTED}), offset=2, limit=2)
        )
    assert (page.total, [line.id for line in page.rows]) == (5, ["app_2", "app_1"])
    line = page.rows[0]
    assert (line.outlet, line.latin_name, line.findings, line.version) == ("NBC News", "THI HOA NGUYEN", {}, 1)


async def test_many_are_loaded_in_the_order_asked_for(transactions: Transactions) -> None:
    await keep(transactions, numbered(1), numbered(2))
    async with transactions.read() as transaction:
        listed = await STORE.list_by_ids(transaction, ["app_2", "app_9", "app_1"])
    assert [application.id for application in listed] == ["app_2", "app_1"]
