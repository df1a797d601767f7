"""Store of outlets on SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from accreditation.applications.domain.outlets import Outlet, OutletKind
from conference.errors import ConflictError, NotFoundError
from conference.storage.transactions import Transactions
from rostrum.parts.stores import application_store, outlet_store
from tests.support.application_samples import NOON, application

STORE = outlet_store()


async def add(transactions: Transactions, outlet: Outlet) -> Outlet:
    async with transactions.write() as transaction:
        return await STORE.add(transaction, outlet)


async def test_outlet_is_found_by_each_alias_in_any_spelling(transactions: Transactions) -> None:
    saved = await add(
        transactions, Outlet("out_1", "NBC News", verified=True, aliases=("National Broadcasting Company",))
    )
    assert saved == Outlet("out_1", "NBC News", True, ("National Broadcasting Company",))
    async with transactions.read() as transaction:
        for name in ("nbc news", "ＮＢＣ Ｎｅｗｓ", "national broadcasting  COMPANY"):
            assert await STORE.find_by_alias(transaction, name) == saved
        assert await STORE.find_by_alias(transaction, "CBS") is None


async def test_adding_a_known_name_returns_its_outlet(transactions: Transactions) -> None:
    first = await add(transactions, Outlet("out_1", "Báo Nhân Dân", verified=True))
    assert await add(transactions, Outlet("out_2", "báo nhân dân")) == first
    with pytest.raises(NotFoundError):
        async with transactions.read() as transaction:
            await STORE.get(transaction, "out_2")
    async with transactions.write() as transaction:
        found = [await STORE.find(transaction, outlet_id, lock=True) for outlet_id in ("out_1", "out_2")]
    assert found == [first, None]


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("names", [("R&T", "RT"), ("N1", "N+1"), ("Canal", "Canal+"), ("Tuổi Trẻ", "Tươi Trẻ")])
async def test_signs_and_marks_make_another_outlet(
    transactions: Transactions, names: tuple[str, str], verified: bool
) -> None:
    saved = [await add(transactions, Outlet(f"out_{n}", name, verified)) for n, name in enumerate(names)]
    assert [outlet.name for outlet in saved] == list(names)


async def test_unconfirmed_spelling_is_kept_by_its_applicant(transactions: Transactions) -> None:
    await add(transactions, Outlet("out_1", "nbc NEWS"))
    assert (await add(transactions, Outlet("out_2", "NBC News"))).name == "NBC News"


async def test_spellings_of_one_outlet_are_proposed_as_one(transactions: Transactions) -> None:
    spellings = ["الجزيرة", "الجـــزيرة", "الجزيره"]
    saved = [await add(transactions, Outlet(f"out_{n}", name)) for n, name in enumerate(spellings)]
    async with transactions.read() as transaction:
        for outlet in saved:
            others = [one.id for one in saved if one.id != outlet.id]
            assert [one.id for one in await STORE.list_similar(transaction, outlet, limit=5)] == others


async def test_concurrent_adds_of_one_name_make_one_outlet(transactions: Transactions) -> None:
    saved = await asyncio.gather(*(add(transactions, Outlet(f"out_{n}", "The Same Times")) for n in range(8)))
    assert len({outlet.id for outlet in saved}) == 1


async def test_suggestions_match_prefix_then_content_confirmed_only(
    transactions: Transactions,
) -> None:
    for number, (name, verified) in enumerate(
        [("Asahi Shimbun", True), ("The Asahi Weekly", True), ("Asahi Fake", False), ("Reuters", True)]
    ):
        await add(transactions, Outlet(f"out_{number}", name, verified))

    async def names(text: str, verified_only: bool = True, limit: int = 8) -> list[str]:
        async with transactions.read() as transaction:
            matching = await STORE.list_matching(transaction, text, limit=limit, verified_only=verified_only)
        return [outlet.name for outlet in matching]

    assert await names("asahi") == ["Asahi Shimbun", "The Asahi Weekly"]
    assert await names("ASAHI", verified_only=False) == ["Asahi Fake", "Asahi Shimbun", "The Asahi Weekly"]
    assert await names("asahi", limit=1) == ["Asahi Shimbun"]
    assert await names("%") == []
    assert await names("") == []


async def test_similar_outlets_are_listed_by_similarity(transactions: Transactions) -> None:
    for number, (name, verified) in enumerate(
        [("NBC News", True), ("Báo Sao Mai Xanh", True), ("Báo Cá Hồng", True), ("Báo Sao Mai", False)]
    ):
        await add(
            transactions, Outlet(f"out_{number}", name, verified, ("Canal Río Blanco",) if name == "NBC News" else ())
        )

    async def names(text: str) -> list[str]:
        async with transactions.read() as transaction:
            return [outlet.name for outlet in await STORE.list_similar(transaction, Outlet("out_9", text), limit=3)]

    assert await names("bao sao  mai") == ["Báo Sao Mai", "Báo Sao Mai Xanh"]
    assert await names("NBC") == ["NBC News"]
    assert await names("Canal Rio Blnco") == ["NBC News"]
    assert await names("Tass") == []
    assert await names("—") == []


async def test_confirmed_outlet_keeps_the_typed_name_as_alias(transactions: Transactions) -> None:
    await add(transactions, Outlet("out_1", "nhan dan newspaper"))
    async with transactions.write() as transaction:
        await STORE.verify(transaction, "out_1", "Báo Nhân Dân")
        assert await STORE.get(transaction, "out_1") == Outlet(
            "out_1", "Báo Nhân Dân", True, ("nhan dan newspaper",), version=1
        )
        with pytest.raises(NotFoundError):
            await STORE.verify(transaction, "out_9", "x")


async def test_merge_moves_applications_and_aliases(transactions: Transactions) -> None:
    await add(transactions, Outlet("out_1", "NBC News", verified=True))
    await add(transactions, Outlet("out_2", "NBC"))
    async with transactions.write() as transaction:
        await application_store().add(transaction, application(outlet_id="out_2"))
        assert await STORE.merge(transaction, "out_2", "out_1") == (("app_1",), ("NBC",))
    async with transactions.read() as transaction:
        assert await STORE.find_by_alias(transaction, "nbc") == Outlet("out_1", "NBC News", True, ("NBC",))
        assert (await application_store().get(transaction, "app_1")).outlet_id == "out_1"
        with pytest.raises(NotFoundError):
            await STORE.get(transaction, "out_2")


async def test_undone_merge_moves_rows_back_that_the_target_still_has(transactions: Transactions) -> None:
    await add(transactions, Outlet("out_1", "NBC News", verified=True))
    await add(transactions, Outlet("out_2", "NBC", aliases=("N.B.C.",)))
    async with transactions.write() as transaction:
        for number, outlet_id in ((1, "out_2"), (2, "out_2"), (3, "out_1")):
            one = application(id=f"app_{number}", secret_hash=str(number), outlet_id=outlet_id)
            await application_store().add(transaction, one)
        applicants, aliases = await STORE.merge(transaction, "out_2", "out_1")
        assert (await STORE.get_any(transaction, "out_2")).merged_into == "out_1"
        second = await application_store().get(transaction, "app_2")
        await application_store().save(transaction, replace(second, outlet_id=None, version=second.version + 1))
        await STORE.unmerge(transaction, "out_2", "out_1", applicants=applicants, aliases=aliases)
        source = await STORE.get(transaction, "out_2")
        assert (source.name, source.aliases, source.merged_into) == ("NBC", ("N.B.C.",), None)
        of = {n: (await application_store().get(transaction, f"app_{n}")).outlet_id for n in (1, 2, 3)}
    assert of == {1: "out_2", 2: None, 3: "out_1"}


async def test_saved_outlet_has_its_names_and_rules(transactions: Transactions) -> None:
    saved = await add(transactions, Outlet("out_1", "Old Times", aliases=("OT",)))
    edited = replace(
        saved,
        name="New Times",
        aliases=("NT",),
        kind=OutletKind.OFFICIAL,
        country="VN",
        quota=3,
        late_places=2,
        late_until=NOON,
        blocked_at=NOON,
        verified=True,
        version=1,
    )
    async with transactions.write() as transaction:
        await STORE.save(transaction, edited)
        assert await STORE.get(transaction, "out_1", lock=True) == edited
        assert await STORE.find_by_alias(transaction, "Old Times") is None
        with pytest.raises(ConflictError):
            await STORE.save(transaction, edited)
    again = await add(transactions, Outlet("out_2", "Old Times"))
    assert again.id == "out_2"
