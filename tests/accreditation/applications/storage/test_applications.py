"""Store of applications on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date

import pytest

from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import ApplicationSearch
from accreditation.vetting.domain import FindingInput, apply_finding, apply_hold, apply_revocation
from conference.errors import ConflictError, NotFoundError
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store, outlet_store
from tests.support.application_samples import APPROVE, LINH, NOON, SON, applicant, application

A, B = Agency.ACCREDITATION, Agency.SECURITY
STORE = application_store()


async def save_applications(transactions: Transactions, *added: Application) -> None:
    async with transactions.write() as transaction:
        for each in added:
            await STORE.add(transaction, each)


async def get_application(transactions: Transactions, application_id: str = "app_1") -> Application:
    async with transactions.read() as transaction:
        return await STORE.get(transaction, application_id)


def numbered(number: int, state: State = State.SUBMITTED, **changes: str) -> Application:
    return application(f"app_{number}", secret=f"secret {number}", state=state, applicant=applicant(**changes))


async def test_application_is_loaded_as_saved(transactions: Transactions) -> None:
    ask = FindingInput(
        finding=Finding.NEEDS_INFORMATION,
        fields=(Field.PHOTO, Field.NATIVE_NAME),
        answer_by=date(2025, 10, 24),
        note="n",
        message="m '%s'",
    )
    needs_information = apply_finding(application(), ask, agency=A, officer=LINH, at=NOON)
    on_hold = apply_hold(
        apply_finding(needs_information, APPROVE, agency=B, officer=SON, at=NOON),
        agency=B,
        officer=SON,
        at=NOON,
        note="x",
    )
    approved = apply_finding(
        apply_finding(application(), APPROVE, agency=A, officer=LINH, at=NOON), APPROVE, agency=B, officer=SON, at=NOON
    )
    revoked = apply_revocation(approved, agency=A, officer=LINH, at=NOON, reason="conduct")
    for number, sample in enumerate((application(), on_hold, approved, revoked, application(is_late=True))):
        saved = replace(sample, id=f"app_{number}", secret_hash=secret_digest(str(number)))
        await save_applications(transactions, saved)
        assert await get_application(transactions, f"app_{number}") == saved


async def test_late_applications_are_listed_alone(transactions: Transactions) -> None:
    late = [replace(numbered(number), is_late=True) for number in (2, 3)]
    await save_applications(transactions, numbered(1), *late)
    async with transactions.read() as transaction:
        page = await STORE.search(transaction, ApplicationSearch(late_only=True))
        every = await STORE.search(transaction, ApplicationSearch())
    assert ({row.id for row in page.rows}, page.total) == ({"app_2", "app_3"}, 2)
    assert {row.id for row in every.rows if row.is_late} == {"app_2", "app_3"}


async def test_reference_number_finds_its_application(transactions: Transactions) -> None:
    wanted, other = "app_01m8jy8v3hyp2gtpy1t7bg882p", "app_01m8jy8v3hyp2gtpy1t7bg8822"
    await save_applications(
        transactions, *(application(number, secret=number, state=State.SUBMITTED) for number in (wanted, other))
    )
    for typed in ("T7BG-882P", "t7bg882p"):
        async with transactions.read() as transaction:
            page = await STORE.search(transaction, ApplicationSearch(words=typed))
        assert [row.id for row in page.rows] == [wanted]


@pytest.mark.parametrize(
    "name", ["{", "}", "%s", "<b>", "'", "=cmd()", "Robert'); DROP TABLE applications;--", "𠮷野家", "ກ" * 120]
)
async def test_special_characters_in_names_are_preserved(transactions: Transactions, name: str) -> None:
    await save_applications(transactions, numbered(1, native_name=name))
    assert (await get_application(transactions)).applicant.native_name == name


async def test_unknown_application_is_not_found(transactions: Transactions) -> None:
    with pytest.raises(NotFoundError):
        await get_application(transactions, "app_none")
    async with transactions.read() as transaction:
        assert await STORE.find_by_secret(transaction, secret_digest("none")) is None


async def test_application_is_found_by_its_secret_only(transactions: Transactions) -> None:
    await save_applications(transactions, application(secret="the secret"))
    async with transactions.read() as transaction:
        assert (await STORE.find_by_secret(transaction, secret_digest("the secret")) or application("no")).id == "app_1"
        assert await STORE.find_by_secret(transaction, "the secret") is None


async def test_secret_belongs_to_one_application(transactions: Transactions) -> None:
    await save_applications(transactions, application("app_1"))
    with pytest.raises(ConflictError):
        await save_applications(transactions, application("app_2"))


async def test_save_of_an_outdated_version_is_refused(transactions: Transactions) -> None:
    await save_applications(transactions, application())
    changed = apply_finding(application(), APPROVE, agency=A, officer=LINH, at=NOON)
    async with transactions.write() as transaction:
        await STORE.save(transaction, changed)
    with pytest.raises(ConflictError) as caught:
        async with transactions.write() as transaction:
            await STORE.save(transaction, apply_finding(application(), APPROVE, agency=B, officer=SON, at=NOON))
    assert caught.value.code == "application.changed"
    assert set((await get_application(transactions)).checks) == {A}


async def search_ids(transactions: Transactions, search: ApplicationSearch) -> list[str]:
    async with transactions.read() as transaction:
        return [row.id for row in (await STORE.search(transaction, search)).rows]


async def test_waiting_list_has_unchecked_applications_oldest_first(transactions: Transactions) -> None:
    checked_by_a = apply_finding(application("app_2", secret="2"), APPROVE, agency=A, officer=LINH, at=NOON)
    await save_applications(
        transactions, numbered(3), numbered(1), numbered(4, State.ON_HOLD), numbered(5, State.WITHDRAWN), checked_by_a
    )
    assert await search_ids(transactions, ApplicationSearch(waiting_for=A)) == ["app_1", "app_3"]
    assert await search_ids(transactions, ApplicationSearch(waiting_for=B)) == ["app_1", "app_2", "app_3"]
    async with transactions.read() as transaction:
        assert await STORE.count_waiting(transaction, A) == 2
        assert await STORE.count_states(transaction) == {
            State.SUBMITTED: 2, State.IN_REVIEW: 1, State.ON_HOLD: 1, State.WITHDRAWN: 1,
        }  # fmt: skip


async def test_search_matches_names_email_and_outlet(transactions: Transactions) -> None:
    outlet = Outlet("out_1", "Đài Tiếng nói Việt Nam", verified=True, aliases=("VOV",))
    async with transactions.write() as transaction:
        await outlet_store().add(transaction, outlet)
    await save_applications(transactions, replace(numbered(1), outlet_id="out_1"))
    await save_applications(
        transactions, numbered(2, native_name="علي حسن", family_name="HASSAN", given_name="ALI", email="ali@ex.org")
    )
    expected_by_words = {
        "hoa": ["app_1"],
        "HOÁ nguyen": ["app_1"],
        "علي": ["app_2"],
        "ali@ex": ["app_2"],
        "vov": ["app_1"],
        "tiếng nói": ["app_1"],
        "%": ["app_2", "app_1"],
        "_": ["app_2", "app_1"],
        "nobody": [],
    }
    for words, expected in expected_by_words.items():
        assert await search_ids(transactions, ApplicationSearch(words=words)) == expected, words


async def test_search_finds_names_in_every_spelling(transactions: Transactions) -> None:
    people = [
        numbered(1, native_name="محمد عبد الرحمن", family_name="AL SALEH", given_name="MOHAMMED"),
        numbered(2, native_name="Seán O'Brien-Smith", family_name="O'BRIEN-SMITH", given_name="SEAN"),
        numbered(3, native_name="陳大文", family_name="DOE", given_name="JOHN"),
    ]
    await save_applications(transactions, *people)
    for typed, number in [
        ("OBrien", 2), ("obriensmith", 2), ("alsaleh", 1), ("عبدالرحمن", 1), ("陈大文", 3), ("johndoe", 3),
    ]:  # fmt: skip
        assert await search_ids(transactions, ApplicationSearch(words=typed)) == [f"app_{number}"], typed


async def test_page_has_the_total_and_the_outlet_name(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await outlet_store().add(transaction, Outlet("out_1", "NBC News"))
    await save_applications(transactions, *(replace(numbered(n), outlet_id="out_1") for n in range(5)))
    async with transactions.read() as transaction:
        page = await STORE.search(
            transaction, ApplicationSearch(states=frozenset({State.SUBMITTED}), offset=2, limit=2)
        )
    assert (page.total, [row.id for row in page.rows]) == (5, ["app_2", "app_1"])
    row = page.rows[0]
    assert (row.outlet, row.latin_name, row.findings, row.version) == ("NBC News", "THI HOA NGUYEN", {}, 1)


async def test_list_by_ids_keeps_the_given_order(transactions: Transactions) -> None:
    await save_applications(transactions, numbered(1), numbered(2))
    async with transactions.read() as transaction:
        listed = await STORE.list_by_ids(transaction, ["app_2", "app_9", "app_1"])
    assert [application.id for application in listed] == ["app_2", "app_1"]


async def test_listed_rows_tell_an_unknown_outlet(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        for outlet in (Outlet("out_1", "Delta Post"), Outlet("out_2", "Nile Gazette", verified=True)):
            await outlet_store().add(transaction, outlet)
    await save_applications(transactions, *(replace(numbered(n), outlet_id=f"out_{n}") for n in (1, 2)), numbered(3))
    async with transactions.read() as transaction:
        rows = await STORE.list_rows(transaction, ["app_3", "app_9", "app_2", "app_1"])
    assert [(row.id, row.is_outlet_unknown) for row in rows] == [("app_3", False), ("app_2", False), ("app_1", True)]


async def test_waiting_list_has_corrected_applications_first(transactions: Transactions) -> None:
    corrected = replace(numbered(3), corrected={A: frozenset({Field.PHOTO, Field.NATIVE_NAME}), B: frozenset()})
    await save_applications(transactions, numbered(1), numbered(2), corrected)
    assert await get_application(transactions, "app_3") == corrected
    for agency in Agency:
        async with transactions.read() as transaction:
            page = await STORE.search(transaction, ApplicationSearch(waiting_for=agency))
        assert [row.id for row in page.rows] == ["app_3", "app_1", "app_2"]
    assert page.rows[0].corrected == corrected.corrected
