"""Services of duplicates over the test's applications."""

import pytest

from accreditation.applications.services import ApplicationServices
from accreditation.duplicates.services import DuplicateServices
from tests.support.duplicates import make_duplicate_services


@pytest.fixture
def duplicates(desk: ApplicationServices) -> DuplicateServices:
    return make_duplicate_services(desk)
