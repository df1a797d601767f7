"""The measurement of uploads over a link that is cut, with a small file on a faster link."""

from pathlib import Path

import pytest

from bench.cut_uploads import MOST_AGAIN, Outcome, measure


async def test_little_is_sent_again_after_a_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accreditation.documents.web.resumable_uploads.PIECE_WITHIN_S", 0.02)
    found = await measure(tmp_path, 300_000, 150_000, 1)
    assert found.cuts == 1
    assert 0 <= found.share_again <= MOST_AGAIN


def test_share_is_what_went_over_the_link_besides_the_file() -> None:
    assert Outcome(size=1000, passed=1030, cuts=1, seconds=1).share_again == pytest.approx(0.03)
