"""The public form keeps typed values and shows each problem at its field (A8, A16)."""

import io
import json
import re
from html import unescape

import pytest
from aiohttp import FormData
from PIL import Image

from accreditation.applications.actions.applying import find_application
from accreditation.applications.web.context import APPLICATION_PAGES, ApplicationPages
from accreditation.applications.web.limits import SUBMISSIONS
from conference.languages import LANGUAGES
from rostrum.parts.stores import outlet_store
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import TYPED, Client, apply, fill_in, form_data, hidden
from tests.support.application_samples import upload


def error_fields(page: str) -> set[str]:
    """Return the fields in the summary of errors."""
    summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    return set(re.findall(r'href="#f-([a-z_]+)"', summary[0])) if summary else set()


def field_value(page: str, name: str) -> str | None:
    match = re.search(rf'id="f-{name}" name="{name}" type="[a-z]+" value="([^"]*)"', page)
    return unescape(match[1]) if match else None


def pages_of(client: Client) -> ApplicationPages:
    assert client.app is not None
    return client.app[APPLICATION_PAGES]


async def test_form_in_each_language_has_no_inline_script_or_style(client: Client) -> None:
    for language in LANGUAGES:
        response = await client.get(f"/{language}/apply")
        page = await response.text()
        assert response.status == 200, language
        assert response.headers["Cache-Control"] == "no-store", language
        assert 'enctype="multipart/form-data"' in page, language
        assert not re.search(r"<script(?![^>]*(src|application/json))|<style|\son[a-z]+=|\sstyle=", page), language
        names = re.findall(r'<option value="([A-Z]{2})"', page)
        assert (len(names), len(set(names)), "EU" in names) == (195 + 27, 195 + 27, False), language


async def test_submitted_application_has_a_private_status_page(client: Client) -> None:
    address = await apply(client)
    assert re.fullmatch(r"/ar/applications/[A-Za-z0-9_-]{59}", address)
    response = await client.get(address)
    page = await response.text()
    assert response.status == 200
    assert "تم استلام الطلب" in page
    assert "ليلى حداد" in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_saved_application_has_the_typed_values(client: Client) -> None:
    secret = (await apply(client)).rpartition("/")[2]
    application = await find_application(pages_of(client).services, secret=secret)
    applicant = application.applicant
    assert (applicant.native_name, applicant.family_name, applicant.given_name) == ("ليلى حداد", "HADDAD", "LAYLA")
    assert (applicant.email, applicant.phone, applicant.country) == ("layla@example.org", "+962791234567", "JO")
    assert (applicant.language, application.function, application.category) == ("ar", "reporter", "general")


async def test_passport_of_no_un_state_is_accepted(client: Client) -> None:
    page = await (await client.get("/en/apply")).text()
    assert '<optgroup label="Other passports and travel documents">' in page
    status = await (await client.get((await apply(client, country="XB")).replace("/ar/", "/en/"))).text()
    assert "Refugee (1951 Convention)" in status


async def test_phone_example_is_of_the_chosen_country(client: Client) -> None:
    response = await client.get("/fr/apply/phone-example?country=FR")
    assert await response.json() == {"example": "+33 6 12 34 56 78"}
    page = await (await fill_in(client, reading="fr", photo=None, country="FR", phone="12")).text()
    assert page.count(">+33 6 12 34 56 78</bdi>") == 2
    assert field_value(page, "phone") == "12"


async def test_empty_form_shows_each_error_at_its_field(client: Client) -> None:
    response = await fill_in(client, photo=None, **dict.fromkeys(TYPED, ""))
    page = await response.text()
    assert response.status == 422
    assert error_fields(page) == {
        "native_name", "family_name", "country", "outlet", "function", "category", "photo", "email", "phone",
        "language", "consent",
    }  # fmt: skip
    for name in error_fields(page) - {"function", "category", "consent"}:
        assert f'id="f-{name}-error"' in page


async def test_invalid_field_keeps_other_values_and_the_photo(client: Client) -> None:
    page = await (await fill_in(client, reading="fr", email="layla@")).text()
    assert error_fields(page) == {"email"}
    for name in ("native_name", "outlet", "phone", "email"):
        assert field_value(page, name) == {**TYPED, "email": "layla@"}[name]
    assert '<option value="JO" selected>' in page
    assert 'value="general" checked' in page
    assert 'name="consent" value="yes" checked' in page
    preview = re.search(r'src="(/fr/applications/[^"]+/photo.jpg\?[0-9a-f]{12})"', page)
    assert preview
    assert (await (await client.get(preview[1])).read())[:2] == b"\xff\xd8"
    resubmitted = await fill_in(client, reading="fr", page=page, photo=None)
    assert resubmitted.status == 303


async def test_invalid_photo_keeps_typed_values(client: Client) -> None:
    page = await (await fill_in(client, photo=b"%!PS-Adobe-3.0 EPSF-3.0")).text()
    assert error_fields(page) == {"photo"}
    assert field_value(page, "native_name") == "ليلى حداد"


def heavy_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800)).save(out, "JPEG")
    return out.getvalue() + bytes(17 * 1024 * 1024)


async def test_oversized_photo_is_an_error_at_its_field(client: Client) -> None:
    response = await fill_in(client, photo=heavy_photo())
    assert response.status == 422
    assert error_fields(await response.text()) == {"photo"}


async def test_oversized_body_is_refused(client: Client) -> None:
    response = await fill_in(client, photo=bytes(50 * 1024 * 1024))
    assert response.status == 413


@pytest.mark.parametrize(
    "name", ["{", "}x", "%s", "<b>Ana</b>", "O'Neil", '"><script>alert(1)</script>', "=cmd()", "{{ 7*7 }}", "ก" * 120]
)
async def test_name_with_special_characters_is_shown_escaped(client: Client, name: str) -> None:
    if not any(character.isalpha() for character in name):
        name += "Ana"
    page = await (await client.get(await apply(client, native_name=name))).text()
    assert "<script>alert" not in page
    assert "<b>Ana" not in page
    match = re.search(r"<dd><bdi[^>]*>(.*?)</bdi></dd>", page)
    assert match
    assert unescape(match[1]) == name


@pytest.mark.parametrize("name", ["An\x00na", "An\x1bna", "a" * 121, "\ue000abc", "a" + "\u0301" * 40])
async def test_invalid_name_is_an_error_at_its_field(client: Client, name: str) -> None:
    response = await fill_in(client, native_name=name)
    page = await response.text()
    assert (response.status, error_fields(page)) == (422, {"native_name"})
    assert "\x00" not in page


async def test_direction_override_is_removed(client: Client) -> None:
    page = await (await client.get(await apply(client, native_name="Ana\u202egnp.exe"))).text()
    assert "Anagnp.exe" in page


async def test_invalid_utf8_is_refused(client: Client) -> None:
    page = await (await client.get("/en/apply")).text()
    token, form = hidden(page, "csrf"), hidden(page, "form")
    parts = [(name, value.encode()) for name, value in {**TYPED, "csrf": token, "form": form}.items()]
    parts = [(name, b"Ana\xff\xfe" if name == "native_name" else value) for name, value in parts]
    body = b"".join(
        b'--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts
    )
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    response = await client.post("/en/apply", data=body + b"--X--\r\n", headers=headers, allow_redirects=False)
    assert response.status in (400, 422)


async def test_swapped_names_are_warned_about_once(client: Client) -> None:
    swapped = {"native_name": "王小明", "family_name": "Xiaoming", "given_name": "Wang", "country": "CN"}
    response = await fill_in(client, reading="zh", **swapped)  # type: ignore[arg-type]
    page = await response.text()
    assert response.status == 422
    assert error_fields(page) == set()
    assert "姓和名似乎填反了" in page
    assert (await fill_in(client, reading="zh", page=page, photo=None, **swapped)).status == 303


async def test_name_that_the_badge_cannot_show_is_warned_about(client: Client) -> None:
    response = await fill_in(client, reading="en", native_name="𝔄nna Haddad")
    page = await response.text()
    assert (response.status, error_fields(page)) == (422, set())
    assert "The badge cannot show these characters" in page
    assert "LAYLA HADDAD" in page
    assert (await fill_in(client, reading="en", page=page, photo=None, native_name="𝔄nna Haddad")).status == 303


async def test_confirmed_warning_does_not_confirm_another(client: Client) -> None:
    german = {"native_name": "Jörg Müller", "given_name": "Jörg", "family_name": "Müller", "country": "DE"}
    page = await (await fill_in(client, reading="en", **german)).text()  # type: ignore[arg-type]
    assert "MUELLER" in page
    other = await fill_in(client, reading="en", page=page, photo=None, **{**german, "family_name": "Möller"})
    assert (other.status, "MOELLER" in await other.text()) == (422, True)


async def test_form_sent_twice_adds_one_application(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    first = await fill_in(client, page=page)
    second = await fill_in(client, page=page)
    assert first.headers["Location"] == second.headers["Location"]


async def test_form_reused_for_a_colleague_adds_a_second_application(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    first = (await fill_in(client, page=page)).headers["Location"]
    second = (await fill_in(client, page=page, native_name="ريم حداد", given_name="Reem")).headers["Location"]
    assert first != second
    assert "ليلى حداد" in await (await client.get(first)).text()
    assert "ريم حداد" in await (await client.get(second)).text()
    unsent = await fill_in(client, page=page, photo=None, native_name="سمر حداد", given_name="Samar")
    assert (unsent.status, error_fields(await unsent.text())) == (422, {"photo"})


async def test_photo_uploaded_before_submission_is_used(client: Client) -> None:
    page = await (await client.get("/vi/apply")).text()
    headers = {"X-CSRF-Token": hidden(page, "csrf"), "Accept": "application/json"}
    sent = await client.post(
        "/vi/apply/photo", data=form_data({"form": hidden(page, "form")}, upload()), headers=headers
    )
    assert sent.status == 200
    address = (await sent.json())["photo"]
    assert (await client.get(address)).content_type == "image/jpeg"
    assert (await fill_in(client, reading="vi", page=page, photo=None)).status == 303


async def test_photo_upload_is_refused_in_the_page_language(client: Client) -> None:
    page = await (await client.get("/vi/apply")).text()
    headers = {"X-CSRF-Token": hidden(page, "csrf"), "Accept": "application/json"}
    heic = b"\x00\x00\x00\x18ftypheic" + bytes(64)
    for fields, photo, code in (
        ({"form": hidden(page, "form")}, heic, "photo.heic"),
        ({"form": "x"}, upload(), "photo.empty"),
    ):
        response = await client.post("/vi/apply/photo", data=form_data(fields, photo), headers=headers)
        error = await response.json()
        assert (response.status, error["code"]) == (422, code)
        assert "Vui lòng" in error["detail"]


async def test_form_with_wrong_csrf_token_is_refused(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    assert (await fill_in(client, page=page, csrf="0" * 64)).status == 403


async def test_form_over_the_rate_limit_keeps_typed_values(client: Client) -> None:
    for _ in range(SUBMISSIONS.burst):
        pages_of(client).limits.charge(SUBMISSIONS, "127.0.0.1", pages_of(client).services.clock.now())
    response = await fill_in(client, photo=None)
    page = await response.text()
    assert response.status == 429
    assert field_value(page, "native_name") == "ليلى حداد"
    assert (await fill_in(client)).status == 429


async def test_suggestions_contain_confirmed_outlets_only(client: Client, runtime: Runtime) -> None:
    async with runtime.transactions.write() as transaction:
        from accreditation.applications.domain.outlets import Outlet

        await outlet_store().add(transaction, Outlet("out_1", "Nile Gazette", verified=True))
        await outlet_store().add(transaction, Outlet("out_2", "Nile Secret"))
    for text, expected in (("nil", ["Nile Gazette"]), ("n", []), ("\x00%_", []), ("x" * 5000, [])):
        response = await client.get("/ar/apply/outlets", params={"q": text})
        assert json.loads(await response.text()) == {"outlets": expected}


async def test_mistyped_address_leads_to_the_form(client: Client) -> None:
    meant = {
        "/apply": "/fr/apply",
        "/apply?a=1": "/fr/apply?a=1",
        "/en/apply/": "/en/apply",
        "/EN/apply": "/en/apply",
        "/zh-CN/apply": "/zh/apply",
        "/pt/apply": "/fr/apply",
        "/en": "/en/",
    }
    for path, address in meant.items():
        response = await client.get(path, headers={"Accept-Language": "fr"}, allow_redirects=False)
        assert (response.status, response.headers["Location"]) == (302, address), path
        assert "Accept-Language" in response.headers["Vary"]


async def test_unknown_page_of_an_unknown_language_is_not_found(client: Client) -> None:
    assert (await client.get("/de/nothing", allow_redirects=False)).status == 404
    assert (await client.post("/apply")).status in (403, 404)


async def test_form_without_the_cookie_comes_back_filled(client: Client) -> None:
    page = await (await client.get("/en/apply")).text()
    client.session.cookie_jar.clear()
    response = await fill_in(client, reading="en", page=page)
    refused = await response.text()
    assert response.status == 403
    assert "allow cookies for this site" in refused
    assert field_value(refused, "native_name") == TYPED["native_name"]
    assert hidden(refused, "csrf") != hidden(page, "csrf")
    assert (await fill_in(client, reading="en", page=refused, photo=None)).status == 303


async def test_form_with_an_old_token_comes_back_filled(client: Client) -> None:
    response = await fill_in(client, reading="en", photo=None, csrf="0" * 64)
    refused = await response.text()
    assert response.status == 403
    assert "open for too long" in refused
    assert field_value(refused, "email") == TYPED["email"]


async def test_language_switch_keeps_the_draft_and_the_photo(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    assert 'form="application" formaction="/fr/apply" name="show"' in page
    response = await fill_in(client, reading="fr", page=page, show="fr", email="layla@", page_language="ar")
    switched = await response.text()
    assert (response.status, error_fields(switched)) == (200, set())
    assert '<html lang="fr"' in switched
    assert field_value(switched, "email") == "layla@"
    assert '<option value="fr" selected>' in switched
    assert "/photo.jpg?" in switched
    assert (await fill_in(client, reading="fr", page=switched, photo=None)).status == 303


async def test_enter_key_submits_the_form_instead_of_switching(client: Client) -> None:
    page = await (await client.get("/en/apply")).text()
    first = re.search(r'<button[^>]*form="application"[^>]*>', page)
    assert first
    assert "formaction" not in first[0]


async def test_malformed_form_secret_is_replaced(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    response = await fill_in(client, page=page, form="../../etc/passwd")
    assert re.fullmatch(r"/ar/applications/[A-Za-z0-9_-]{59}", response.headers["Location"])


async def test_url_encoded_form_shows_missing_photo(client: Client) -> None:
    page = await (await client.get("/ar/apply")).text()
    fields = {**TYPED, "csrf": hidden(page, "csrf"), "form": hidden(page, "form"), "photo": "text"}
    response = await client.post("/ar/apply", data=FormData(fields), allow_redirects=False)
    assert (response.status, error_fields(await response.text())) == (422, {"photo"})
