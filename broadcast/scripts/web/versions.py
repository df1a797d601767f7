"""One version of a script, with what changed since an earlier one."""

from aiohttp import web
from msgspec import Struct

from broadcast.scripts.actions.reading import read_script, version_of
from broadcast.scripts.domain.differences import ChangeKind, compare_cues
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.context import PATH, SCRIPT_PATH, script_services_of, shared_values
from conference.errors import NotFoundError
from conference.texts.catalogues import key_family
from conference.web import parse_integer, read_query, render, require, staff_of

CHANGES = key_family("script.change.", [kind.value for kind in ChangeKind])
DRAFT = 0
"""Number in an address that means the draft."""


class VersionQuery(Struct, frozen=True):
    """The version that it is compared with; by default the one before."""

    against: int | None = None


@require(*SCRIPT_STAFF)
async def show_version(request: web.Request) -> web.Response:
    """`GET /staff/scripts/{session}/versions/{number}`: a version (0: the draft) and its differences by cue."""
    services = script_services_of(request)
    whole = await read_script(services, request.match_info["session"], staff=staff_of(request))
    number = parse_integer(request.match_info["number"])
    if number is None or whole.script is None:
        raise NotFoundError("script.version_unknown")
    cues = whole.script.cues if number == DRAFT else version_of(whole, number).cues
    usual = whole.script.version if number == DRAFT else number - 1
    against = read_query(request, VersionQuery).against
    earlier = next((one for one in whole.versions if one.number == (usual if against is None else against)), None)
    changes = compare_cues(earlier.cues if earlier else (), cues)
    return render(
        request,
        "scripts/version.html",
        whole=whole,
        number=number,
        earlier=earlier,
        changes=changes,
        changed=sum(one.kind is not ChangeKind.SAME for one in changes),
        kinds=CHANGES,
        signatures=whole.signatures_of(number),
        page=f"{PATH}/{whole.session.id}",
        **shared_values(services),
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of versions."""
    return [web.get(f"{SCRIPT_PATH}/versions/{{number}}", show_version)]
