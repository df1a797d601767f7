"""What the pages of scripts share: their services, the texts of codes, views of a script for templates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web
from msgspec import Struct

from broadcast.scripts.actions.reading import RunningScript, WholeScript
from broadcast.scripts.domain.cues import Column, Cues, PlannedCue, plan_cues, write_duration
from broadcast.scripts.domain.links import SCOPES
from broadcast.scripts.domain.running import CueProgress, RunView, expect_cues, view_run
from broadcast.scripts.domain.signing import ScriptState, Signer
from broadcast.scripts.ports import ScriptSession
from broadcast.scripts.services import ScriptServices
from conference.languages import language
from conference.texts.catalogues import key_family

PATH = "/staff/scripts"
SCRIPT_PATH = PATH + "/{session}"

STATES = key_family("script.state.", [state.value for state in ScriptState])
SIGNERS = key_family("script.signer.", [signer.value for signer in Signer])
COLUMNS = key_family("script.column.", [column.value for column in Column])
SCOPE_NAMES = key_family("script.column.", SCOPES)
ERRORS = key_family("error.script.", (
    "changed", "cue_changed", "cue_unknown", "session_unknown", "version_unknown", "link_unknown", "deviation_unknown",
    "too_many_cues", "empty", "unchanged", "nothing_to_undo", "version_old", "not_required", "signed_already",
    "duration_unfit", "run_changed", "run_over", "not_started", "started_already", "not_in_script", "not_orphan",
    "days_unfit", "scopes_missing", "too_many_links",
))  # fmt: skip

CHIPS: Mapping[str, tuple[str, str]] = {
    ScriptState.NONE.value: ("plain", "empty"),
    ScriptState.DRAFT.value: ("plain", "ring"),
    ScriptState.WAITING.value: ("look", "triangle"),
    ScriptState.SIGNED.value: ("good", "admitted"),
}
"""State → kind of chip and symbol."""

SCRIPT_SERVICES: web.AppKey[ScriptServices] = web.AppKey("scripts", ScriptServices)


class CueView(Struct, frozen=True):
    """A cue with its planned times and its progress. `expected_at` is None once it began or was left out."""

    planned: PlannedCue
    progress: CueProgress | None
    is_current: bool = False
    is_following: bool = False
    expected_at: datetime | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the cue is expected in another minute than planned."""
        return self.expected_at is not None and self.expected_at.replace(
            second=0, microsecond=0
        ) != self.planned.starts_at.replace(second=0, microsecond=0)


def script_services_of(request: web.Request) -> ScriptServices:
    """Return the dependencies of the actions on scripts."""
    return request.config_dict[SCRIPT_SERVICES]


def shared_values(services: ScriptServices) -> dict[str, Any]:
    """Return what the templates of scripts use in common."""
    return {
        "states": STATES,
        "chips": CHIPS,
        "signer_names": SIGNERS,
        "column_names": COLUMNS,
        "scope_names": SCOPE_NAMES,
        "spoken_languages": [language(code) for code in services.languages],
        "language_of_code": language,
        "write_duration": write_duration,
        "path": PATH,
    }


def plan_script(services: ScriptServices, session: ScriptSession, cues: Cues) -> tuple[PlannedCue, ...]:
    """Return the cues with their planned times."""
    return plan_cues(cues, starts_at=session.starts_at, zone=services.zone)


def run_views(services: ScriptServices, running: RunningScript) -> tuple[list[CueView], RunView]:
    """Return the cues that run with their progress, and where the script is."""
    whole: WholeScript = running.whole
    planned = plan_script(services, whole.session, whole.valid_cues)
    view = view_run(planned, running.progress)
    expected = expect_cues(planned, running.progress, late=whole.session.late)
    views = [
        CueView(
            one,
            running.progress.get(one.cue.id),
            is_current=one == view.current,
            is_following=one == view.following,
            expected_at=expected.get(one.cue.id),
        )
        for one in planned
    ]
    return views, view
