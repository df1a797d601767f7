"""JSON of applications."""

from accreditation.applications.domain.applications import Agency, Check, Field, Finding
from accreditation.vetting.actions.reading import ReadApplication
from accreditation.vetting.web.api_json import application_out
from tests.support.application_samples import NOON, application


def test_details_of_a_finding_are_those_of_the_own_agency() -> None:
    check = Check(Finding.NEEDS_INFORMATION, "staff_1", NOON, 2, note="secret", fields=(Field.PHOTO,))
    read = ReadApplication(application(checks={Agency.SECURITY: check}), None)
    own, other = (application_out(read, agency).checks[Agency.SECURITY] for agency in reversed(Agency))
    assert (own.note, own.fields) == ("secret", (Field.PHOTO,))
    assert (other.note, other.fields, other.finding) == ("", (), Finding.NEEDS_INFORMATION)
