"""Signatures and ratifications in the API."""

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]


async def test_signature_is_recorded_removed_and_undone(program: Program) -> None:
    before = await program.read("signatures")
    path, version = "signatures", before["version"]
    assert await program.act(path, act="record", country="VN") == (422, "api.version_missing")
    assert await program.act(path, act="record", country="XX", version=version) == (422, "signing.unknown_country")
    assert await program.act(path, act="record", country="VN", version=version) == (200, True)
    assert await program.act(path, act="record", country="VN", version=version) == (409, "board.changed")
    signed = await program.read(path)
    assert [one["country"] for one in signed["signatures"]][-1] == "VN"
    assert await program.act("undo", key="tally", version=signed["version"]) == (200, True)
    undone = await program.read(path)
    assert undone["signatures"] == before["signatures"]
    assert (await program.act(path, act="remove", country="VN", version=undone["version"]))[0] == 404
    assert await program.act("undo", key="unknown", version=1) == (404, "board.unknown_key")


async def test_count_is_confirmed_with_its_source(program: Program) -> None:
    path, before = "signatures/confirmation", await program.read("signatures")
    partial = {"en": "Treaty Section"}
    assert await program.act(path, version=before["version"], source=partial) == (422, "signing.source_missing")
    assert await program.act(path, version=before["version"], of=0) == (422, "request.invalid")
    source = dict.fromkeys(before["source"], "Treaty  Section")
    assert await program.act(path, version=before["version"], source=source, of=72) == (200, True)
    after = await program.read("signatures")
    assert (after["of"], set(after["source"].values())) == (72, {"Treaty Section"})


async def test_ratifications_are_counted_apart_from_signatures(program: Program) -> None:
    signatures = await program.read("signatures")
    assert (await program.read("ratifications"))["code"] == "board.unknown_key"
    later = {"act": "record", "country": "QA", "version": signatures["version"], "on": "2999-01-01"}
    assert await program.act("ratifications", **later) == (409, "ratifications.in_future")
    assert await program.act("ratifications", **later | {"on": None}) == (200, True)
    count = await program.read("ratifications")
    assert ([one["country"] for one in count["deposits"]], count["required"]) == (["QA"], 40)
    assert count["source"] == signatures["source"]
    assert await program.act("ratifications/confirmation", version=count["version"], required=60) == (200, True)
    version = (await program.read("ratifications"))["version"]
    again = {"act": "record", "country": "QA", "version": version}
    assert await program.act("ratifications", **again) == (409, "ratifications.already_deposited")
    assert await program.act("ratifications", **again | {"act": "remove"}) == (200, True)
    assert await program.read("signatures") == signatures
