"""Pictures of documents in the export: those of one application, and none without the key."""

from dataclasses import replace

from accreditation.documents.domain.pictures import StoredPage
from accreditation.documents.domain.uploads import page_label
from accreditation.documents.storage.documents import SqlDocuments
from accreditation.retention.storage.own_documents import SqlOwnDocuments
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from conference.vault.keyring import fixed_key_ring, make_wrapping_key
from conference.vault.vault import Vault
from rostrum.parts.stores import application_store
from tests.support.application_samples import application
from tests.support.document_samples import document


async def test_pictures_of_one_application_are_read(transactions: Transactions, clock: ManualClock) -> None:
    vault = Vault(fixed_key_ring([make_wrapping_key(bytes(32))]), clock)
    async with transactions.write() as transaction:
        for number in ("1", "2"):
            owner, document_id = f"app_{number}", f"document_{number}"
            await application_store().add(transaction, application(owner, secret=f"secret {number}"))
            sealed = await vault.seal(transaction, owner, page_label(document_id, 1), f"picture {number}".encode())
            one = replace(document(document_id), application_id=owner)
            await SqlDocuments().add(transaction, one, [StoredPage(1, 100, 100, sealed)])
    without_key = Vault(fixed_key_ring([]), clock)
    async with transactions.read() as transaction:
        pictures = await SqlOwnDocuments(vault).list_pictures(transaction, "app_1")
        assert pictures == {"documents/letter-document_1-1.jpg": b"picture 1"}
        assert await SqlOwnDocuments(without_key).list_pictures(transaction, "app_1") is None
        assert await SqlOwnDocuments(without_key).list_pictures(transaction, "app_3") == {}
