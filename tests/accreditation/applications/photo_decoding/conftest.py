"""Photos without the search for faces."""

import pytest

from accreditation.applications.photo_decoding import preparing


@pytest.fixture
def without_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prepare photos without advice on them: to find faces takes ten times as long as the rest."""
    monkeypatch.setattr(preparing, "advise_on", lambda _photo: ())
