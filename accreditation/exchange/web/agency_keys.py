"""Page of the keys of agencies that do not sign in: register, withdraw; the installation's own public keys."""

import asyncio

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct

from accreditation.exchange.actions.agency_keys import list_keys, read_site_file, register_key, withdraw_key
from accreditation.exchange.domain.agency_keys import KeyPurpose, grouped_fingerprint
from accreditation.exchange.sealed.key_files import MAX_KEY_BYTES, read_public_key
from accreditation.exchange.sealed.site_files import encode_site
from accreditation.exchange.web.batches import AGENCIES, services_of
from conference.auth.roles import ADMINISTER
from conference.errors import ConflictError, InvalidError, RostrumError, RuleError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    read_form,
    read_query,
    render,
    require,
    staff_of,
)
from conference.web.files import file_response

SAVED_TYPE = "application/octet-stream"
"""Media type of a file that a browser saves and does not show."""

PATH = "/staff/agency-keys"
PURPOSES = key_family("agency_keys.purpose.", [purpose.value for purpose in KeyPurpose])
DONE = key_family("agency_keys.done.", ("registered", "withdrawn"))


class DoneQuery(Struct, frozen=True):
    """What was just done."""

    done: Identifier = ""


class KeyForm(Struct, frozen=True):
    """The uploaded public file."""

    file: FileField | None = None


class WithdrawForm(Struct, frozen=True):
    """The form of a withdrawal has no field of its own."""


@require(ADMINISTER)
async def show_keys(request: web.Request) -> web.Response:
    """`GET /staff/agency-keys`."""
    return await _render_keys(request)


@form_on(PATH, KeyForm)
@require(ADMINISTER)
async def add_key(request: web.Request) -> web.Response:
    """`POST /staff/agency-keys` with the fields of `KeyForm`."""
    try:
        file = (await read_form(request, KeyForm)).file
        if file is None:
            raise InvalidError("field.missing", {"file": "field.missing"})
        key = read_public_key(await asyncio.to_thread(file.file.read, MAX_KEY_BYTES + 1))
        await register_key(services_of(request), key, staff=staff_of(request))
    except (ConflictError, InvalidError, RuleError) as error:
        return await _render_keys(request, error)
    raise web.HTTPSeeOther(f"{PATH}?done=registered")


@form_on(PATH, WithdrawForm)
@require(ADMINISTER)
async def end_key(request: web.Request) -> web.Response:
    """`POST /staff/agency-keys/{key}/withdraw`."""
    await withdraw_key(services_of(request), request.match_info["key"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}?done=withdrawn")


@require(ADMINISTER)
async def show_site_file(request: web.Request) -> web.Response:
    """`GET /staff/agency-keys/site.json`: the public keys of the installation, for an agency."""
    return file_response(encode_site(await read_site_file(services_of(request))), SAVED_TYPE, "site.json")


async def _render_keys(request: web.Request, problem: RostrumError | None = None) -> web.Response:
    keys = await list_keys(services_of(request))
    site = await read_site_file(services_of(request))
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    return render(
        request,
        "exchange/agency_keys.html",
        status=problem.status if problem else 200,
        keys=[(one, grouped_fingerprint(one.key.fingerprint)) for one in reversed(keys)],
        site_keys=[grouped_fingerprint(key.fingerprint) for key in site.keys],
        problem=error_text(request, problem) if problem and not errors else "",
        errors=errors,
        done=DONE.get(read_query(request, DoneQuery).done),
        agencies=AGENCIES,
        purposes=PURPOSES,
        path=PATH,
    )


def routes() -> list[web.RouteDef]:
    """Return the routes of the page."""
    return [
        web.get(PATH, show_keys),
        web.post(PATH, add_key),
        web.get(f"{PATH}/site.json", show_site_file),
        web.post(f"{PATH}/{{key}}/withdraw", end_key),
    ]
