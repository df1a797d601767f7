"""Services of the watch-list as the program makes them: birth dates of sealed passports, issuers of passports."""

from datetime import date

from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.applications.storage.passports import SqlPassports
from rostrum.parts.comparisons.duplicates import duplicate_services
from rostrum.parts.comparisons.watch_list import watch_services
from rostrum.parts.desk import application_services
from rostrum.runtime import Runtime
from tests.support.application_samples import application
from tests.support.application_services import save_applications
from tests.support.passports import passport_zone


async def test_services_read_birth_dates_and_know_issuers(runtime: Runtime) -> None:
    applications, zone = application_services(runtime), passport_zone()
    services = watch_services(runtime, duplicate_services(runtime, applications))
    await save_applications(applications, application("app_1"))
    async with runtime.transactions.write() as transaction:
        passport = NewPassport("passport_1", "app_1", zone, document_of(zone))
        await SqlPassports(runtime.vault, runtime.clock).save(transaction, passport)
        assert await services.read_birth_date(transaction, "app_1") == date(1974, 8, 12)
        assert await services.read_birth_date(transaction, "app_2") is None
    assert set(services.issuers["DE"]) == {"DEU", "D"}
