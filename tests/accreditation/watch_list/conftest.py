"""The watch-list over the test's applications."""

import pytest

from accreditation.applications.services import ApplicationServices
from accreditation.watch_list.services import WatchServices
from tests.support.duplicates import make_duplicate_services
from tests.support.watch_list import make_watch_services


@pytest.fixture
def watching(desk: ApplicationServices) -> WatchServices:
    return make_watch_services(desk, make_duplicate_services(desk))
