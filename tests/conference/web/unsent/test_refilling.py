"""Filling in the form of a page: the right form, its controls, nothing else."""

import pytest

from conference.web.unsent.refilling import FORM_ID, refill
from tests.support.html_forms import Form, posting_forms

FORMS = """<main>
<form method="get" action="/press/staff/desk"><input name="note" value=""></form>
<details><summary>Hold</summary><form method="post" action="/press/staff/desk?page=2">
<input type="hidden" name="csrf" value="fresh"><input type=hidden name="act" value="hold">
<textarea name="note"></textarea>
</form></details>
<details id="outer"><form method="post" action="/press/staff/desk?page=2" id="refuse">
<input type="hidden" name="act" value="refuse"><input type="hidden" name="version" value="2">
<textarea name="note">old &amp; gone</textarea><input name="name" value="old" maxlength="9" required>
<input type="password" name="password"><input type="file" name="photo">
<details><input type="checkbox" name="topics" value="a" checked>
<input type="checkbox" name="topics" value="b"></details>
<input type="radio" name="level" value="1"><input type="radio" name="level" value="2" checked>
<select name="reason"><option value="">–</option>
<option value="x">X</option><option value="y" selected>Y</option></select>
<button>Refuse</button></form></details>
<form method="post"><button name="do" value="off">Off</button><input name="note" value=""></form>
<label><input type="checkbox" name="topics" value="c" form="refuse"></label>
</main>"""
TYPED = {
    "act": ["refuse"],
    "version": ["1"],
    "note": ["\n<b>two</b>\nlines &amp;"],
    "name": ['"quoted" é'],
    "password": ["swordfish"],
    "topics": ["b", "c"],
    "level": ["1"],
    "reason": ["x"],
}
TARGET, PAGE = "/press/staff/desk", "/press/staff/desk?page=2"


def form_of(html: str, act: str) -> Form:
    return next(form for form in posting_forms(html) if form.values("hidden").get("act") == [act])


def test_form_with_the_same_act_is_filled() -> None:
    filled = refill(FORMS, TYPED, target=TARGET, page=PAGE)
    values = form_of(filled.html, "refuse").values()
    assert values.pop("version") == ["2"]
    assert values.pop("password") == [""]
    assert values == {name: TYPED[name] for name in ("act", "note", "name", "topics", "level", "reason")} | {
        "photo": []
    }
    assert form_of(filled.html, "hold").values() == form_of(FORMS, "hold").values()
    assert (filled.form_id, filled.has_typed) == ("refuse", True)


def test_panels_around_what_was_typed_are_opened() -> None:
    html = refill(FORMS, TYPED, target=TARGET, page=PAGE).html
    assert html.count("<details open>") == 1
    assert '<details id="outer" open>' in html
    assert "<details><summary>Hold" in html


def test_form_without_address_gets_that_of_its_page() -> None:
    filled = refill(FORMS, {"do": ["off"], "note": ["typed"]}, target="/press/staff/desk", page=PAGE)
    assert [form.path for form in posting_forms(filled.html)] == ["/press/staff/desk"] * 3
    assert posting_forms(filled.html)[2].values() == {"do": [], "note": ["typed"]}
    assert filled.form_id == FORM_ID


@pytest.mark.parametrize(
    ("typed", "target"), [(TYPED | {"act": ["hand over"]}, TARGET), (TYPED, "/press/staff/other"), (TYPED, "")]
)
def test_no_other_form_is_filled(typed: dict[str, list[str]], target: str) -> None:
    filled = refill(FORMS, typed, target=target, page=PAGE)
    assert (filled.form_id, filled.has_typed) == ("", False)
    assert [form.values() for form in posting_forms(filled.html)] == [form.values() for form in posting_forms(FORMS)]


def test_choice_that_is_no_longer_offered_is_left_out() -> None:
    filled = refill(FORMS, TYPED | {"reason": ["z"]}, target=TARGET, page=PAGE)
    assert form_of(filled.html, "refuse").values()["reason"] == ["y"]
