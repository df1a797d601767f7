"""Only security officers with the permission of the watch-list see it."""

import pytest

from accreditation.watch_list.actions.access import require_watch_officer
from conference.errors import ForbiddenError
from rostrum import roles
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF, staff
from tests.support.watch_list import WATCH_OFFICER


def test_permission_needs_the_role_of_security_beside_it() -> None:
    require_watch_officer(WATCH_OFFICER)
    alone = staff("alone", roles.WATCH_LIST_OFFICER)
    other_agency = staff("other", roles.WATCH_LIST_OFFICER, roles.ACCREDITATION_OFFICER)
    for one in (OFFICER_A, OFFICER_B, alone, other_agency, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            require_watch_officer(one)
