"""Dependencies of the actions on scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.ports import CountOpening, LinkStore, RunStore, ScriptStore, SessionSource
from conference.clock import Clock
from conference.ids import Ids
from conference.issued_secrets import IssuedSecrets
from conference.languages import Text
from conference.transactions import RecordingTransactions


@dataclass(frozen=True, kw_only=True)
class ScriptServices:
    """Dependencies. `required` sign each version; `languages` are those of the event; `event` is its name.

    `warns_without`: a session without any script warns too before it opens.
    """

    transactions: RecordingTransactions
    scripts: ScriptStore
    runs: RunStore
    links: LinkStore
    sessions: SessionSource
    clock: Clock
    ids: Ids
    issued: IssuedSecrets
    count_opening: CountOpening
    required: Sequence[Signer]
    warns_without: bool
    languages: Sequence[str]
    event: Text
    zone: ZoneInfo
