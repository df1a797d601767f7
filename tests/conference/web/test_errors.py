"""What goes wrong is told in the reader's language and gives nothing away."""

import json
from collections.abc import AsyncIterator
from io import StringIO

import pytest

from conference.logs import configure_logs
from tests.conference.web.conftest import Client, People, sign_in, token_on

LANGUAGE_PAGES = [
    ("ar", "الصفحة غير موجودة", "rtl"),
    ("zh", "页面不存在", "ltr"),
    ("fr", "Page introuvable", "ltr"),
    ("vi", "Không tìm thấy trang", "ltr"),
]


@pytest.mark.parametrize(("code", "title", "direction"), LANGUAGE_PAGES)
async def test_page_not_found_speaks_the_language_of_its_address(
    client: Client, code: str, title: str, direction: str
) -> None:
    answer = await client.get(f"/{code}/nothing/here", headers={"Accept": "text/html", "Accept-Language": "ru"})
    page = await answer.text()
    assert answer.status == 404
    assert f"<title>{title}</title>" in page
    assert f'dir="{direction}"' in page
    assert answer.headers["X-Request-Id"] in page


@pytest.mark.parametrize(("path", "status"), [("/staff/nothing", 404), ("/staff/people", 403)])
async def test_error_of_a_staff_page_keeps_its_frame(client: Client, people: People, path: str, status: int) -> None:
    for is_signed_in in (False, True):
        if is_signed_in:
            await sign_in(client, "desk")
        answer = await client.get(path, allow_redirects=False)
        page = await answer.text()
        has_frame = 'class="person-menu"' in page and 'action="/staff/sign-out"' in page
        assert has_frame == is_signed_in
    assert answer.status == status
    assert '"error-page staff"' in page
    assert 'class="person-menu"' not in await (await client.get("/en/nothing")).text()


async def test_program_gets_json(client: Client) -> None:
    answer = await client.get("/ar/nothing", headers={"Accept": "application/json"})
    problem = await answer.json()
    assert (answer.status, problem["status"], problem["code"]) == (404, 404, "http_404")
    assert "العنوان" in problem["detail"]


async def test_unexpected_error_is_logged_and_its_reason_not_shown(client: Client) -> None:
    lines = StringIO()
    configure_logs(line_format="json", stream=lines)
    answer = await client.get("/break?language=en")
    page = await answer.text()
    assert answer.status == 500
    assert "Something failed on our side" in page
    assert "swordfish" not in page
    assert "Traceback" not in page
    line = json.loads(lines.getvalue())
    assert (line["event"], line["request_id"]) == ("request.failed", answer.headers["X-Request-Id"])
    assert line["exception"].startswith("builtins.RuntimeError\n")
    assert "conftest.py" in line["exception"]
    assert "swordfish" not in lines.getvalue()


async def test_wrong_method_says_which_are_right(client: Client) -> None:
    for method in ("POST", "DELETE", "OPTIONS"):
        answer = await client.request(method, "/staff/", headers={"Accept": "application/json"})
        assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")


async def test_wrong_role_gets_an_explanation(client: Client, people: People) -> None:
    await sign_in(client, "officer")
    answer = await client.get("/staff/counter")
    assert answer.status == 403
    assert "Vai trò của quý vị không cho phép việc này" in await answer.text()


async def test_large_body_is_refused_before_it_is_read(client: Client) -> None:
    token = {"X-CSRF-Token": "x"}
    answer = await client.post("/echo", data=b"x" * (300 * 1024), headers=token)
    assert answer.status == 413


async def test_handler_may_take_more_and_no_more_than_it_says(client: Client) -> None:
    headers = {"X-CSRF-Token": await token_on(client, "/staff/sign-in"), "Content-Type": "application/octet-stream"}
    answer = await client.post("/large", data=b"x" * (900 * 1024), headers=headers)
    assert (await answer.json())["bytes"] == 900 * 1024

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    assert (await client.post("/large", data=chunks(), headers=headers)).status == 413


@pytest.mark.parametrize("query", ["?language=de", "?language=%00", "?language=../../etc"])
async def test_unknown_language_is_ignored(client: Client, query: str) -> None:
    answer = await client.get(f"/break{query}", headers={"Accept-Language": "es"})
    assert '<html lang="es"' in await answer.text()
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"nothing of the kind"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data; name=csrf\r\n\r\nx"),
        ("multipart/form-data; boundary=a", b"--a\r\nno header at all\r\n\r\nx\r\n--a--\r\n"),
        ("application/x-www-form-urlencoded; charset=klingon", b"csrf=1"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"csrf=1"),
        ("application/x-www-form-urlencoded", b"csrf=%ff%fe&a=%00&" + b"&" * 2000),
        ("application/json", b"{"),
        ("", b"csrf=1"),
    ],
)
async def test_broken_body_is_a_clients_error(client: Client, kind: str, body: bytes) -> None:
    await token_on(client, "/staff/sign-in")
    answer = await client.post("/echo", data=body, headers={"Content-Type": kind, "Accept": "application/json"})
    assert answer.status in (400, 403, 413)
