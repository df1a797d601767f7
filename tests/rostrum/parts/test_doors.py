"""Services of the part `doors`: doors of the event, salts of PINs, the certificate to trust."""

from dataclasses import replace

from rostrum.parts.doors import _door_staff, device_services, notice_services, pin_services
from rostrum.runtime import Runtime
from rostrum.serving.tls import ensure_identity


async def test_devices_and_notices_know_the_doors_of_the_event(runtime: Runtime) -> None:
    doors = {door.id for door in runtime.event.doors}
    assert device_services(runtime).doors == notice_services(runtime).doors == doors


async def test_salts_of_pins_have_128_bits_and_differ(runtime: Runtime) -> None:
    services = pin_services(runtime)
    salts = {services.new_salt() for _ in range(50)}
    assert (len(salts), {len(salt) for salt in salts}) == (50, {16})


async def test_node_without_tls_has_no_certificate_to_trust(runtime: Runtime) -> None:
    staff = _door_staff(runtime)
    assert (staff.certificate, staff.fingerprint) == (None, None)


async def test_node_with_tls_shows_its_authority(runtime: Runtime) -> None:
    secure = replace(runtime, settings=replace(runtime.settings, tls=True))
    staff, identity = _door_staff(secure), ensure_identity(secure.settings)
    assert (staff.certificate, staff.fingerprint) == (identity.authority, identity.fingerprint)


async def test_caches_of_two_applications_are_separate(runtime: Runtime) -> None:
    assert device_services(runtime).cache is not device_services(runtime).cache
