"""The composition root makes the services of duplicates with the stores of the site."""

from dataclasses import replace

from msgspec import structs

from accreditation.duplicates.domain.photo_distance import photo_distance
from accreditation.duplicates.photo_prints import make_print
from accreditation.duplicates.storage.hits import SqlHits
from rostrum.parts.comparisons.duplicates import duplicate_services
from rostrum.parts.desk import application_services
from rostrum.runtime import Runtime
from tests.support.application_samples import upload


def test_services_share_stores_and_clock_with_the_site(runtime: Runtime) -> None:
    applications = application_services(runtime)
    services = duplicate_services(runtime, applications)
    assert services.applications is applications.applications
    assert services.clock is runtime.clock
    assert isinstance(services.hits, SqlHits)


def test_drawn_portraits_are_compared_as_files_only(runtime: Runtime) -> None:
    applications = application_services(runtime)
    make = duplicate_services(runtime, applications).make_print
    one, same, other = make(upload(), "one"), make(upload(), "one"), make(upload(), "other")
    assert (photo_distance(one, same), photo_distance(one, other)) == (0.0, None)
    real = replace(runtime, event=structs.replace(runtime.event, fictional_press=False))
    assert duplicate_services(real, applications).make_print(upload(), "one") == make_print(upload(), "one")
