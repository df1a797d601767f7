"""The export of an applicant's data from a filled installation: everything of that person, nothing of another."""

import io
import json
import zipfile
from pathlib import Path

from sqlalchemy import update

from accreditation.applications.storage.tables import applications
from accreditation.outlets.storage.tables import crew_members
from accreditation.retention.actions.requests import export_data
from accreditation.retention.web.own_data import REQUEST_SERVICES
from conference.audit import AuditEntry
from conference.clock import ManualClock
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client
from tests.support.byte_search import ByteSearch
from tests.support.private_site import NUMBER_MARK, PrivatePerson, PrivateSite, fill_private_site

EMPTY = {"day_badges", "document_requests", "grants", "history", "letters"}
"""Parts of which the installation has nothing for this person."""


async def test_export_has_all_of_one_person_alone(
    client: Client, runtime: Runtime, clock: ManualClock, tmp_path: Path
) -> None:
    assert client.app is not None
    site = await fill_private_site(client.app, runtime, clock, tmp_path)
    person, other = site.people
    await join_crew(runtime, site, person)
    packed = await export_data(client.app[REQUEST_SERVICES], secret=person.secret)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    data = json.loads(files["data.json"])
    assert {name for name, value in data.items() if not value} == EMPTY
    assert person.name_mark in data["application"]["family_name"]
    assert f"{NUMBER_MARK}0001" in data["passport"]["lines"]
    assert data["reads_by_staff"] == [{"at": clock.now().isoformat(), "action": "accreditation:passport:read"}]
    assert data["document_pictures"] == [f"documents/assignment_letter-{person.document_id}-1.jpg"]
    assert files[data["document_pictures"][0]].startswith(b"\xff\xd8")
    assert {"photo.jpg", "photo-replaced-1.jpg"} <= files.keys()
    marks = [other.name_mark, other.application_id, other.document_id, f"{NUMBER_MARK}0002"]
    assert ByteSearch(marks).find_in(b"\0".join(files.values())) == set()


async def join_crew(runtime: Runtime, site: PrivateSite, person: PrivatePerson) -> None:
    """Let the first name on a focal point's list be this applicant, whose passport an officer has read."""
    async with runtime.transactions.write() as transaction:
        form = applications.select().with_only_columns(applications.c.secret_hash)
        own = form.where(applications.c.id == person.application_id).scalar_subquery()
        member = update(crew_members).where(crew_members.c.id == site.crews[0].member_id)
        await transaction.connection.execute(member.values(form_hash=own))
        now = runtime.clock.now()
        for one in site.people:
            await transaction.record(AuditEntry("accreditation:passport:read", "staff_son", one.application_id, now))
