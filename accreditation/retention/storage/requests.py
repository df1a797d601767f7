"""SQL store of applicants' requests to delete their data."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from accreditation.retention.domain import DataRequest, RequestState
from accreditation.retention.tables import data_requests
from conference.transactions import Transaction


class SqlRequests:
    """`accreditation.retention.ports.RequestStore` on SQLite and PostgreSQL."""

    async def add(self, transaction: Transaction, request: DataRequest) -> None:
        """Add a request."""
        await transaction.connection.execute(insert(data_requests).values(_to_values(request)))

    async def find_latest(self, transaction: Transaction, application_id: str) -> DataRequest | None:
        """Return the latest request of an application, or None."""
        wanted = select(data_requests).where(data_requests.c.application_id == application_id)
        row = (await transaction.connection.execute(wanted.order_by(data_requests.c.asked_at.desc()).limit(1))).first()
        return None if row is None else _read_request(row)

    async def find(self, transaction: Transaction, request_id: str, *, lock: bool = False) -> DataRequest | None:
        """Return a request, or None; `lock` locks it until the end."""
        wanted = select(data_requests).where(data_requests.c.id == request_id)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else _read_request(row)

    async def save(self, transaction: Transaction, request: DataRequest) -> None:
        """Save a decided request."""
        changed = update(data_requests).where(data_requests.c.id == request.id).values(_to_values(request))
        await transaction.connection.execute(changed)

    async def list_open(self, transaction: Transaction, *, limit: int) -> Sequence[DataRequest]:
        """List the open requests, those first that are due first."""
        wanted = select(data_requests).where(data_requests.c.state == RequestState.OPEN.value)
        rows = await transaction.connection.execute(wanted.order_by(data_requests.c.due_at).limit(limit))
        return [_read_request(row) for row in rows]


def _to_values(request: DataRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "application_id": request.application_id,
        "asked_at": request.asked_at,
        "due_at": request.due_at,
        "state": request.state.value,
        "decided_at": request.decided_at,
        "decided_by": request.decided_by,
        "reason": request.reason,
    }


def _read_request(row: Row[Any]) -> DataRequest:
    return DataRequest(
        id=row.id,
        application_id=row.application_id,
        asked_at=row.asked_at,
        due_at=row.due_at,
        state=RequestState(row.state),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
