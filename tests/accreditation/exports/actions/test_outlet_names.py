"""Names of outlets in filters."""

import pytest

from accreditation.exports.actions.outlet_names import find_outlet_id, name_outlets, suggest_outlets
from accreditation.exports.domain import ExportFilter
from accreditation.exports.services import ExportServices
from conference.errors import InvalidError
from tests.support.badge_office import Office


async def test_outlet_is_found_by_name_and_named(office: Office, export_services: ExportServices) -> None:
    await office.applicant_of("app_1", "Lê Văn An", "Báo Sông Hồng")
    outlet_id = await find_outlet_id(export_services, "Báo Sông Hồng")
    assert await name_outlets(export_services, [ExportFilter(outlet=outlet_id), ExportFilter()]) == {
        outlet_id: "Báo Sông Hồng"
    }
    assert await suggest_outlets(export_services) == ["Báo Sông Hồng"]
    with pytest.raises(InvalidError, match=r"export\.outlet_unknown"):
        await find_outlet_id(export_services, "Nobody")
