"""The composition root makes the services of duplicates with the stores of the site."""

from accreditation.duplicates.photo_prints import make_print
from accreditation.duplicates.storage.hits import SqlHits
from rostrum.parts.desk import application_services
from rostrum.parts.duplicates import duplicate_services
from rostrum.runtime import Runtime
from tests.support.application_samples import upload


def test_services_share_stores_and_clock_with_the_site(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = duplicate_services(runtime, applications)
    assert services.applications is applications.applications
    assert services.clock is runtime.clock
    assert isinstance(services.hits, SqlHits)
    photo = upload()
    assert services.make_print(photo, "digest") == make_print(photo, "digest")
