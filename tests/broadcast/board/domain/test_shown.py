"""Projected states: what the wire may carry."""

from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest
from msgspec import Struct

from broadcast.board.domain.shown import ShownAnnouncement, ShownSpeaker, ShownState, ShownTally

AT = datetime(2025, 10, 25, 2, tzinfo=UTC)
KINDS = get_args(ShownState)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_projected_state_names_no_operator(kind: type[Struct]) -> None:
    assert not set(kind.__struct_fields__) & {"operator", "operator_name", "staff", "by", "source_url", "private"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_projected_state_cannot_be_made_without_all_its_values(kind: type[Struct]) -> None:
    with pytest.raises(TypeError):
        kind()


def test_projected_state_survives_the_wire() -> None:
    shown = ShownAnnouncement(
        id="a1",
        text="Xin chào \u202e",
        level="info",
        rooms=("hall",),
        posted_at=AT,
        expires_at=None,
        language="vi",
        fallback=False,
    )
    assert msgspec.json.decode(msgspec.json.encode(shown), type=ShownAnnouncement) == shown


def test_state_of_another_kind_is_refused() -> None:
    speaker = msgspec.json.encode(ShownSpeaker(id="VN", name="Viet Nam", role=""))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(speaker, type=ShownTally)
