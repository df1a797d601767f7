"""SQL store of the keys and prints by which applications of one person are found."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, insert, select

from accreditation.applications.storage.tables import applications, passports
from accreditation.duplicates.domain.documents import DocumentDigests, document_of_hash
from accreditation.duplicates.domain.hits import HIDDEN_STATES
from accreditation.duplicates.domain.people import ComparedPerson, Frequencies, PhotoPrint
from accreditation.duplicates.ports import StoredPerson
from accreditation.duplicates.storage.tables import comparison_keys, comparisons, passport_digests, photo_prints
from conference.storage.inserts import insert_into
from conference.transactions import Transaction

SHAPE_BYTES = 25
COLOUR_BYTES = 90


class SqlComparedPeople:
    """`accreditation.duplicates.ports.ComparedPeople` on SQLite and PostgreSQL."""

    async def list_outdated(self, transaction: Transaction, *, limit: int) -> list[str]:
        """Return submitted applications that were not compared since their data changed, oldest first."""
        is_current = and_(
            comparisons.c.application_id == applications.c.id,
            comparisons.c.data_version == applications.c.data_version,
            comparisons.c.email_key == applications.c.email_key,
        )
        outdated = (
            select(applications.c.id)
            .select_from(applications.outerjoin(comparisons, is_current))
            .where(is_compared(), comparisons.c.application_id.is_(None))
            .order_by(applications.c.submitted_at, applications.c.id)
        )
        return list(await transaction.connection.scalars(outdated.limit(limit)))

    async def find(self, transaction: Transaction, application_id: str) -> StoredPerson | None:
        """Return the person of a submitted application, or None."""
        rows = await transaction.connection.execute(_select_people([application_id]).where(is_compared()))
        row = rows.first()
        return None if row is None else StoredPerson(_row_to_person(row), row.data_version, row.photo_id)

    async def list_people(self, transaction: Transaction, application_ids: Collection[str]) -> list[ComparedPerson]:
        """Return the persons of these applications, with the prints of their photos; withdrawn ones are left out."""
        rows = await transaction.connection.execute(_select_people(sorted(application_ids)).where(is_compared()))
        return [_row_to_person(row) for row in rows]

    async def save_keys(
        self, transaction: Transaction, application_id: str, keys: Collection[int], photo: tuple[str, PhotoPrint] | None
    ) -> None:
        """Save the keys of an application and the id and print of its photo in the place of earlier ones."""
        connection = transaction.connection
        for table in (comparison_keys, photo_prints):
            await connection.execute(delete(table).where(table.c.application_id == application_id))
        rows = [{"key": key, "application_id": application_id} for key in sorted(keys)]
        if rows:
            await connection.execute(insert(comparison_keys), rows)
        if photo is not None:
            await connection.execute(insert(photo_prints).values(_print_values(application_id, *photo)))

    async def save_document(
        self, transaction: Transaction, application_id: str, digests: DocumentDigests | None
    ) -> None:
        """Save the digests of the passport's number in the place of earlier ones; None: there is no number."""
        of_application = passport_digests.c.application_id == application_id
        await transaction.connection.execute(delete(passport_digests).where(of_application))
        if digests is not None:
            values = {"document": digests.document, "near": " ".join(map(str, digests.near))}
            adding = insert(passport_digests).values(application_id=application_id, **values)
            await transaction.connection.execute(adding)

    async def count_keys(self, transaction: Transaction, keys: Collection[int]) -> Frequencies:
        """Return how many applications have each of the keys, and how many are compared."""
        counted = select(comparison_keys.c.key, func.count().label("applications")).where(
            comparison_keys.c.key.in_(sorted(keys))
        )
        rows = await transaction.connection.execute(counted.group_by(comparison_keys.c.key))
        total = await transaction.connection.scalar(select(func.count()).select_from(comparisons))
        return Frequencies(total or 0, {row.key: row.applications for row in rows})

    async def list_candidates(
        self, transaction: Transaction, keys: Collection[int], *, beside: str, limit: int
    ) -> list[str]:
        """Return the applications other than `beside` with most of the keys."""
        columns = comparison_keys.c
        found = select(columns.application_id).where(columns.key.in_(sorted(keys)), columns.application_id != beside)
        ranked = found.group_by(columns.application_id).order_by(func.count().desc(), columns.application_id.desc())
        return list(await transaction.connection.scalars(ranked.limit(limit)))

    async def note_compared(self, transaction: Transaction, stored: StoredPerson) -> None:
        """Note that an application was compared with these data."""
        values = {"data_version": stored.data_version, "email_key": stored.person.email}
        adding = insert_into(comparisons, transaction.connection.dialect.name).values(
            application_id=stored.person.application_id, **values
        )
        updating = adding.on_conflict_do_update(index_elements=[comparisons.c.application_id], set_=values)
        await transaction.connection.execute(updating)

    async def forget_comparison(self, transaction: Transaction, application_id: str) -> None:
        """Note that an application is to be compared again, because its passport has changed."""
        of_application = comparisons.c.application_id == application_id
        await transaction.connection.execute(delete(comparisons).where(of_application))


def is_compared() -> ColumnElement[bool]:
    """Return the condition of an application that is compared: submitted and not withdrawn."""
    hidden = [state.value for state in HIDDEN_STATES]
    return applications.c.submitted_at.is_not(None) & applications.c.state.not_in(hidden)


def _select_people(application_ids: Sequence[str]) -> Select[Any]:
    names = (
        "id", "native_name", "family_name", "given_name", "email_key", "phone", "country", "outlet_id", "data_version",
        "photo_id",
    )  # fmt: skip
    of_photo = and_(
        photo_prints.c.application_id == applications.c.id, photo_prints.c.photo_id == applications.c.photo_id
    )
    joined = applications.outerjoin(photo_prints, of_photo).outerjoin(
        passport_digests, passport_digests.c.application_id == applications.c.id
    )
    joined = joined.outerjoin(passports, passports.c.application_id == applications.c.id)
    columns = (photo_prints.c.sha256, photo_prints.c.shapes, photo_prints.c.colours)
    digests = (passport_digests.c.document, passport_digests.c.near, passports.c.passport_key)
    return (
        select(*(applications.c[name] for name in names), *columns, *digests)
        .select_from(joined)
        .where(applications.c.id.in_(application_ids))
    )


def _row_to_person(row: Row[Any]) -> ComparedPerson:
    return ComparedPerson(
        application_id=row.id,
        native_name=row.native_name,
        family_name=row.family_name,
        given_name=row.given_name,
        email=row.email_key,
        phone=row.phone,
        country=row.country,
        outlet_id=row.outlet_id,
        document=row.document or (document_of_hash(row.passport_key) if row.passport_key else 0),
        near_documents=frozenset(map(int, (row.near or "").split())),
        photo=_row_to_print(row) if row.shapes else None,
    )


def _print_values(application_id: str, photo_id: str, photo: PhotoPrint) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "photo_id": photo_id,
        "sha256": photo.sha256,
        "shapes": b"".join(shape.to_bytes(SHAPE_BYTES, "big") for shape in photo.shapes),
        "colours": b"".join(photo.colours),
    }


def _row_to_print(row: Row[Any]) -> PhotoPrint:
    shapes, colours = bytes(row.shapes), bytes(row.colours)
    return PhotoPrint(
        row.sha256,
        tuple(
            int.from_bytes(shapes[start : start + SHAPE_BYTES], "big") for start in range(0, len(shapes), SHAPE_BYTES)
        ),
        tuple(colours[start : start + COLOUR_BYTES] for start in range(0, len(colours), COLOUR_BYTES)),
    )
