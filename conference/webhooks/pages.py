"""Administrator's pages of webhooks: list and add, one with its messages and acts. Works without JavaScript."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct

from conference.auth.roles import ADMINISTER
from conference.errors import InvalidError, RuleError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    PageNumber,
    Pager,
    error_text,
    field_texts,
    form_on,
    offset_of,
    query_address,
    read_form,
    read_query,
    render,
    require,
    staff_of,
    typed_values,
)
from conference.webhooks.acts import (
    NewWebhook,
    WebhookServices,
    add_webhook,
    delete_webhook,
    list_webhooks,
    read_webhook,
    renew_secret,
    secret_of,
    send_again,
    turn_webhook,
)
from conference.webhooks.domain import MAX_NAME, MAX_URL, DeliveryState, Stop, Webhook

PATH = "/staff/webhooks"
ONE_PATH = f"{PATH}/{{webhook}}"
PAGE_ROWS = 50

WEBHOOKS: web.AppKey[WebhookServices] = web.AppKey("webhooks", WebhookServices)

STATES = key_family("webhook.state_", (state.value for state in DeliveryState))
STOPS = key_family("webhook.stop_", (stop.value for stop in Stop))
DONE = key_family("webhook.done_", ("on", "off", "again", "delete"))


class WebhooksQuery(Struct, frozen=True):
    """Query of the pages: page of the messages, and the action just done."""

    page: PageNumber = 1
    done: Identifier = ""


class WebhookForm(Struct, frozen=True, kw_only=True):
    """A webhook to be added. Its values are checked by `add_webhook`."""

    name: str = ""
    url: str = ""
    kinds: tuple[str, ...] = ()


class WebhookActForm(Struct, frozen=True, kw_only=True):
    """An act on a webhook, or on one of its messages."""

    do: Literal["on", "off", "renew", "delete", "again"]
    message: Identifier = ""


def webhook_services_of(request: web.Request) -> WebhookServices:
    """Return the dependencies of the acts."""
    return request.config_dict[WEBHOOKS]


@require(ADMINISTER)
async def show_webhooks(request: web.Request) -> web.Response:
    """`GET /staff/webhooks`."""
    return await _list_page(request)


@form_on(PATH, WebhookForm)
@require(ADMINISTER)
async def take_webhook(request: web.Request) -> web.Response:
    """`POST /staff/webhooks` with the fields of `WebhookForm`: show the secret, this once."""
    services = webhook_services_of(request)
    try:
        form = await read_form(request, WebhookForm)
        new = NewWebhook(form.name, form.url, frozenset(form.kinds))
        webhook = await add_webhook(services, new, by=staff_of(request).id)
    except (InvalidError, RuleError) as error:
        errors = field_texts(request, error) if isinstance(error, InvalidError) else {}
        values = await typed_values(request, WebhookForm)
        return await _list_page(request, values=values, errors=errors or {"name": error_text(request, error)})
    return _secret_page(request, webhook)


@require(ADMINISTER)
async def show_webhook(request: web.Request) -> web.Response:
    """`GET /staff/webhooks/{webhook}`."""
    return await _webhook_page(request)


@form_on(ONE_PATH, WebhookActForm)
@require(ADMINISTER)
async def take_act(request: web.Request) -> web.Response:
    """`POST /staff/webhooks/{webhook}` with the fields of `WebhookActForm`."""
    services, by = webhook_services_of(request), staff_of(request).id
    webhook_id, form = request.match_info["webhook"], await read_form(request, WebhookActForm)
    match form.do:
        case "renew":
            return _secret_page(request, await renew_secret(services, webhook_id, by=by))
        case "delete":
            await delete_webhook(services, webhook_id, by=by)
            raise web.HTTPSeeOther(f"{PATH}?done=delete")
        case "again":
            try:
                await send_again(services, webhook_id, form.message, by=by)
            except RuleError as error:
                return await _webhook_page(request, problem=error)
        case _:
            await turn_webhook(services, webhook_id, is_on=form.do == "on", by=by)
    raise web.HTTPSeeOther(f"{PATH}/{webhook_id}?done={form.do}")


async def _list_page(
    request: web.Request, *, values: Mapping[str, object] | None = None, errors: Mapping[str, str] | None = None
) -> web.Response:
    services = webhook_services_of(request)
    return render(
        request,
        "webhooks.html",
        status=422 if errors else 200,
        webhooks=await list_webhooks(services),
        kinds=services.kinds,
        stops=STOPS,
        done=DONE.get(read_query(request, WebhooksQuery).done),
        values=values or {},
        errors=errors or {},
        max_name=MAX_NAME,
        max_url=MAX_URL,
        path=PATH,
    )


async def _webhook_page(request: web.Request, *, problem: RuleError | None = None) -> web.Response:
    services, query = webhook_services_of(request), read_query(request, WebhooksQuery)
    webhook_id = request.match_info["webhook"]
    offset = offset_of(query.page, PAGE_ROWS)
    details = await read_webhook(services, webhook_id, offset=offset, limit=PAGE_ROWS)
    address = f"{PATH}/{webhook_id}"
    return render(
        request,
        "webhook.html",
        status=problem.status if problem else 200,
        webhook=details.webhook,
        deliveries=details.deliveries,
        pager=Pager(query.page, PAGE_ROWS, details.total),
        page_address=lambda page: query_address(address, WebhooksQuery(page=page)),
        states=STATES,
        stops=STOPS,
        done=DONE.get(query.done) if problem is None else None,
        problem=error_text(request, problem) if problem else "",
        path=PATH,
    )


def _secret_page(request: web.Request, webhook: Webhook) -> web.Response:
    secret = secret_of(webhook_services_of(request), webhook)
    response = render(request, "webhook_secret.html", webhook=webhook, secret=secret, path=PATH)
    response.headers["Cache-Control"] = "no-store"
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages."""
    return [
        web.get(PATH, show_webhooks),
        web.post(PATH, take_webhook),
        web.get(ONE_PATH, show_webhook),
        web.post(ONE_PATH, take_act),
    ]
