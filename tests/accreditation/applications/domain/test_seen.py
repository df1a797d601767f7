"""What an officer saw of an application or outlet, and which later changes are a conflict."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Agency, Application, State, apply_link_replacement
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.seen import SeenOutlet, require_seen, require_seen_outlet
from accreditation.vetting.domain import apply_hold, release_hold
from conference.errors import ConflictError
from tests.support.application_samples import APPROVE, LINH, MAI, NOON, REFUSE, SON, application, with_findings

A, B = Agency.ACCREDITATION, Agency.SECURITY
SEEN = application().version


def changed_data() -> Application:
    version = SEEN + 1
    return replace(application(), photo_id="photo_2", version=version, data_version=version)


@pytest.mark.parametrize(
    "changed",
    [
        with_findings((APPROVE, A, MAI)),
        with_findings((REFUSE, B, SON)),
        apply_hold(application(), agency=B, officer=SON, at=NOON),
        replace(application(), state=State.WITHDRAWN, version=SEEN + 1),
        changed_data(),
    ],
)
def test_data_own_finding_or_decision_outdates_what_was_seen(changed: Application) -> None:
    with pytest.raises(ConflictError) as caught:
        require_seen(changed, A, SEEN)
    assert (caught.value.code, caught.value.params["version"]) == ("application.changed", changed.version)
    require_seen(changed, A, changed.version)


@pytest.mark.parametrize(
    "changed",
    [
        with_findings((APPROVE, B, SON)),
        apply_link_replacement(application()),
        release_hold(apply_hold(application(), agency=A, officer=LINH, at=NOON), agency=A, officer=LINH),
    ],
)
def test_other_changes_outdate_acts_without_an_agency(changed: Application) -> None:
    require_seen(changed, A, SEEN)
    with pytest.raises(ConflictError):
        require_seen(changed, None, SEEN)


def test_outlet_is_outdated_by_confirmation_renaming_or_merge() -> None:
    seen = SeenOutlet("out_1", "NBC", verified=False)
    require_seen_outlet(Outlet("out_1", "NBC", aliases=("N.B.C.",)), seen)
    for changed, code in ((Outlet("out_1", "NBC", verified=True), "outlet.changed"), (None, "outlet.merged")):
        with pytest.raises(ConflictError) as caught:
            require_seen_outlet(changed, seen)
        assert (caught.value.code, caught.value.params) == (code, {"name": "NBC"})
    with pytest.raises(ConflictError):
        require_seen_outlet(Outlet("out_1", "NBC News"), seen)
