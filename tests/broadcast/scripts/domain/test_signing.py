"""States of a script, what may be submitted, what may be signed."""

from dataclasses import replace

import pytest

from broadcast.scripts.domain.signing import (
    Script,
    ScriptState,
    Signature,
    Signer,
    Version,
    require_signable,
    require_submittable,
    standing_of,
)
from conference.errors import ConflictError, RuleError
from tests.support.scripts import NINE, cue

SCRIPT = Script(
    session_id="opening", revision=4, cues=(cue("a"),), previous=None, version=1, changed_at=NINE, changed_by="s"
)
VERSION = Version(session_id="opening", number=1, revision=3, cues=SCRIPT.cues, made_at=NINE, made_by="Operator")
BOTH = (Signer.PROTOCOL, Signer.MEDIA)


def signature(signer: Signer, version: int = 1) -> Signature:
    return Signature(session_id="opening", version=version, signer=signer, staff_id="s", name="S", at=NINE)


def test_script_is_signed_once_all_have_signed() -> None:
    assert standing_of(None, None, [], BOTH).state is ScriptState.NONE
    assert standing_of(replace(SCRIPT, version=0), None, [], BOTH).state is ScriptState.DRAFT
    waiting = standing_of(SCRIPT, VERSION, [signature(Signer.MEDIA)], BOTH)
    assert (waiting.state, waiting.missing, waiting.has_changes) == (ScriptState.WAITING, (Signer.PROTOCOL,), False)
    assert standing_of(SCRIPT, VERSION, [signature(one) for one in BOTH], BOTH).state is ScriptState.SIGNED


def test_signatures_of_an_earlier_version_do_not_count() -> None:
    second = replace(VERSION, number=2)
    assert standing_of(SCRIPT, second, [signature(one) for one in BOTH], BOTH).missing == BOTH


def test_draft_after_the_version_has_changes() -> None:
    later = replace(SCRIPT, cues=(cue("a"), cue("b")))
    standing = standing_of(later, VERSION, [signature(one) for one in BOTH], BOTH)
    assert (standing.state, standing.has_changes) == (ScriptState.SIGNED, True)


def test_only_a_changed_draft_that_was_seen_is_submitted() -> None:
    require_submittable(SCRIPT, None, seen=4)
    with pytest.raises(ConflictError, match=r"script\.changed"):
        require_submittable(SCRIPT, None, seen=3)
    with pytest.raises(RuleError, match=r"script\.unchanged"):
        require_submittable(SCRIPT, VERSION, seen=4)
    with pytest.raises(RuleError, match=r"script\.empty"):
        require_submittable(replace(SCRIPT, cues=()), None, seen=4)


def test_latest_version_is_signed_once_by_those_required() -> None:
    require_signable(VERSION, [], number=1, signer=Signer.MEDIA, required=BOTH)
    with pytest.raises(ConflictError, match=r"script\.version_old"):
        require_signable(replace(VERSION, number=2), [], number=1, signer=Signer.MEDIA, required=BOTH)
    with pytest.raises(RuleError, match=r"script\.not_required"):
        require_signable(VERSION, [], number=1, signer=Signer.SECURITY, required=BOTH)
    with pytest.raises(RuleError, match=r"script\.signed_already"):
        require_signable(VERSION, [signature(Signer.MEDIA)], number=1, signer=Signer.MEDIA, required=BOTH)
