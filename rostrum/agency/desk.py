"""The desk of an agency: an opened batch, the findings that its officers choose, and their signatures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accreditation.exchange.domain.verdicts import Verdict, VerdictRow
from accreditation.exchange.sealed.batch_files import OpenedBatch
from accreditation.exchange.sealed.key_files import OfficerKey
from accreditation.exchange.sealed.verdict_files import confirm_verdicts, sign_verdicts

REFUSED_FOR = "refused:"
"""Beginning of the choice of a refusal; its reason follows."""


@dataclass
class AgencyDesk:
    """Findings about a batch by application, in memory alone; `signed` and `confirmed` are files of verdicts."""

    opened: OpenedBatch
    choices: dict[str, str] = field(default_factory=dict)
    signed: bytes = b""
    confirmed: bytes = b""

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Keep the choices of known rows; what is no choice counts as undecided."""
        known = {person.application_id for person in self.opened.people}
        reasons = {label.code for label in self.opened.manifest.reasons}
        for application_id, choice in chosen.items():
            reason = choice.removeprefix(REFUSED_FOR)
            is_choice = choice == Verdict.APPROVED or (choice.startswith(REFUSED_FOR) and reason in reasons)
            if application_id in known:
                self.choices[application_id] = choice if is_choice else Verdict.UNDECIDED.value

    def choice_of(self, application_id: str) -> str:
        """Return the choice about a row."""
        return self.choices.get(application_id, Verdict.UNDECIDED.value)

    def rows(self) -> list[VerdictRow]:
        """Return the verdicts in the order of the batch."""
        digests = self.opened.manifest.digests
        return [
            _row_of(person.application_id, digest, self.choice_of(person.application_id))
            for person, digest in zip(self.opened.people, digests, strict=True)
        ]

    def sign(self, key: OfficerKey, *, at: datetime) -> None:
        """Sign the findings as the officer who decides. Raises InvalidError `agency_key.other_agency`."""
        self.signed, self.confirmed = sign_verdicts(self.opened, self.rows(), key, at=at), b""

    def confirm(self, key: OfficerKey, *, at: datetime) -> None:
        """Sign the findings as another officer. Raises InvalidError `verdict.same_officer`, and as `sign`."""
        self.confirmed = confirm_verdicts(self.signed, key, at=at)

    def reopen(self) -> None:
        """Discard the signatures, so that findings can be changed."""
        self.signed = self.confirmed = b""


def _row_of(application_id: str, digest: str, choice: str) -> VerdictRow:
    if choice.startswith(REFUSED_FOR):
        return VerdictRow(application_id, digest, Verdict.REFUSED, choice.removeprefix(REFUSED_FOR))
    return VerdictRow(application_id, digest, Verdict(choice))
