"""Every form and query of the program refuses hostile values with texts, and never fails in another way."""

import importlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec import Struct
from multidict import MultiDict

from conference.errors import InvalidError
from conference.languages import FALLBACK
from conference.texts.catalogues import own_catalogues
from conference.web.forms import convert_form, convert_query
from rostrum.packages import PACKAGES, ROOT

MARKS = "a" + "\u0301" * 15_000
HOSTILE = (
    "", " ", "a", "-1", "0", "1e9", "9" * 5000, "null", "true", "\x00", "\ud800", "\u202e", "é", "١٢", "<script>",
    "2025-02-30", "25:61", "a" * 15_000, MARKS, "../../etc/passwd", "%00", "{}", "[]",
)  # fmt: skip


def forms_of(path: Path) -> Iterator[type[Struct]]:
    text = path.read_text(encoding="utf-8")
    if "read_form" not in text and "read_query" not in text and "Form(" not in text and "Query(" not in text:
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for name, value in vars(module).items():
        is_form = isinstance(value, type) and issubclass(value, Struct) and name.endswith(("Form", "Query"))
        if is_form and value.__module__ == module.__name__:
            yield value


FORMS = [form for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) for form in forms_of(path)]


def names_of(form: type[Struct]) -> list[str]:
    return [*form.__struct_encode_fields__, "text.en", "parameter.time", "field_photo"]


def test_forms_are_found() -> None:
    assert len(FORMS) >= 25


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_hostile_values_are_refused_with_texts(form: type[Struct]) -> None:
    for text in HOSTILE:
        fields = [(name, value) for name in names_of(form) for value in (text, text)]
        with suppress(InvalidError):
            convert_form(MultiDict(fields), form)
            continue
        with pytest.raises(InvalidError) as raised:
            convert_form(MultiDict(fields), form)
        for name, code in raised.value.fields.items():
            assert name in names_of(form)
            assert own_catalogues().text(FALLBACK, f"error.{code}", **raised.value.field_params[name])


@pytest.mark.parametrize(
    "form", [form for form in FORMS if form.__name__.endswith("Query")], ids=lambda form: form.__name__
)
def test_hostile_queries_are_read(form: type[Struct]) -> None:
    for text in HOSTILE:
        query = convert_query(MultiDict(dict.fromkeys(names_of(form), text)), form)
        for name in form.__struct_fields__:
            value = getattr(query, name)
            assert not isinstance(value, str) or len(value) <= 2000
