"""Typed forms: every field is read by its type, and every invalid field is reported at once."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from aiohttp.web_request import FileField
from msgspec import Meta, Struct
from multidict import CIMultiDict, CIMultiDictProxy, MultiDict

from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.texts.catalogues import Catalogues
from conference.web.form_bodies import MAX_FIELD_CHARACTERS
from conference.web.forms import (
    Identifier,
    Line,
    Note,
    Password,
    convert_form,
    convert_query,
    describe_form,
    parse_integer,
)

MARK = "\u0301"
CATALOGUES = Catalogues()


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sample(Struct, frozen=True, kw_only=True, rename={"words": "q"}):
    """A field of every type, each with a default."""

    words: Line = ""
    note: Note = ""
    typed: str = ""
    password: Password = ""
    id: Identifier = ""
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    limit: int | None = None
    agreed: bool = False
    colour: Colour = Colour.RED
    size: Literal["s", "l"] = "s"
    day: date | None = None
    clock: time | None = None
    at: datetime | None = None
    colours: tuple[Colour, ...] = ()
    photo: FileField | None = None
    texts: Annotated[dict[str, Line], Meta(extra={"prefix": "text."})] = {}
    flags: dict[str, bool] = {}


class Required(Struct, frozen=True):
    name: Line
    colour: Colour
    agreed: bool
    photo: FileField
    age: Annotated[int, Meta(extra={"error": "http_422"})]
    nick: Annotated[str, Meta(min_length=2)] = "no"


def posted(*fields: tuple[str, str | FileField]) -> MultiDict[Any]:
    return MultiDict(fields)


def read(**fields: str) -> Sample:
    return convert_form(posted(*fields.items()), Sample)


def errors_of(kind: type[Struct], *fields: tuple[str, str | FileField]) -> dict[str, str]:
    with pytest.raises(InvalidError) as raised:
        convert_form(posted(*fields), kind)
    return dict(raised.value.fields)


def file(name: str = "a.jpg") -> FileField:
    return FileField("photo", name, io.BytesIO(b"x"), "image/jpeg", CIMultiDictProxy(CIMultiDict()))


def test_empty_form_has_defaults() -> None:
    assert convert_form(posted(), Sample) == Sample()
    assert read(**dict.fromkeys(Sample.__struct_encode_fields__, "")) == Sample()


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("words", "  Nguyễn \u202e Văn ", "Nguyễn Văn"),
        ("note", "one\r\n two ", "one\ntwo"),
        ("typed", " as typed ", " as typed "),
        ("password", " secret ", " secret "),
        ("id", "app_1", "app_1"),
        ("count", " 7 ", 7),
        ("limit", "-3", -3),
        ("agreed", "on", True),
        ("agreed", "yes", True),
        ("agreed", "0", False),
        ("colour", "blue", Colour.BLUE),
        ("size", "l", "l"),
        ("day", "2025-10-25", date(2025, 10, 25)),
        ("clock", "9:05", time(9, 5)),
        ("at", "2025-10-25T09:05", datetime(2025, 10, 25, 9, 5)),  # noqa: DTZ001
        ("colours", "red", (Colour.RED,)),
    ],
)
def test_field_is_read_by_its_type(field: str, text: str, value: object) -> None:
    name = "q" if field == "words" else field
    assert getattr(read(**{name: text}), field) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("q", "a" + MARK * 10, "text.marks"),
        ("q", "a" * 121, "text.too_long"),
        ("q", MARK * MAX_FIELD_CHARACTERS, "text.too_long"),
        ("q", "a\x00b", "text.control"),
        ("note", "a" * 1001, "text.too_long"),
        ("note", "\ud800", "text.encoding"),
        ("typed", "a" * (MAX_FIELD_CHARACTERS + 1), "text.too_long"),
        ("id", "a b", "field.invalid"),
        ("id", "é", "field.invalid"),
        ("id", "a\n", "field.invalid"),
        ("id", "a" * 65, "text.too_long"),
        ("count", "0", "field.too_small"),
        ("count", "10", "field.too_large"),
        ("count", "1.5", "field.not_number"),
        ("count", "1e1", "field.not_number"),
        ("count", "١", "field.not_number"),
        ("count", "9" * 5000, "field.not_number"),
        ("limit", "none", "field.not_number"),
        ("agreed", "perhaps", "choice.missing"),
        ("colour", "green", "choice.missing"),
        ("colour", "r" * 5000, "choice.missing"),
        ("size", "m", "choice.missing"),
        ("day", "25.10.2025", "field.not_date"),
        ("day", "2025-02-30", "field.not_date"),
        ("clock", "24:00", "field.not_time"),
        ("clock", "noon", "field.not_time"),
        ("at", "2025-10-25T09:05+01:00", "field.not_date"),
        ("colours", "green", "choice.missing"),
        ("text.en", "a" * 121, "text.too_long"),
        ("flags.a", "perhaps", "choice.missing"),
    ],
)
def test_invalid_value_is_refused(field: str, text: str, code: str) -> None:
    assert errors_of(Sample, (field, text)) == {field: code}


def test_every_invalid_field_is_reported() -> None:
    fields = [("q", "a" + MARK * 10), ("count", "x"), ("colour", "green"), ("day", "x"), ("note", "fine")]
    expected = {"q": "text.marks", "count": "field.not_number", "colour": "choice.missing", "day": "field.not_date"}
    assert errors_of(Sample, *fields) == expected


def test_missing_required_fields_are_reported() -> None:
    missing = {"name": "field.missing", "colour": "choice.missing", "photo": "field.missing", "age": "http_422"}
    assert errors_of(Required) == missing
    given: Sequence[tuple[str, str | FileField]] = [("name", "Ada"), ("colour", "red"), ("photo", file()), ("age", "3")]
    assert errors_of(Required, *given, ("nick", "x")) == {"nick": "field.missing"}
    form = convert_form(posted(*given, ("agreed", "1")), Required)
    assert (form.name, form.agreed, form.photo.filename, form.nick) == ("Ada", True, "a.jpg", "no")


def test_first_value_of_a_repeated_name_counts() -> None:
    form = convert_form(posted(("q", "one"), ("q", "two"), ("colours", "red"), ("colours", "blue")), Sample)
    assert (form.words, form.colours) == ("one", (Colour.RED, Colour.BLUE))


def test_names_with_a_prefix_are_gathered() -> None:
    form = read(**{"text.en": " Hello ", "text.fr": "Salut", "flags.a": "on", "textual": "no"})
    assert (form.texts, form.flags) == ({"en": "Hello", "fr": "Salut"}, {"a": True})


def test_file_and_text_are_not_confused() -> None:
    assert convert_form(posted(("photo", "text"), ("q", file()), ("count", file())), Sample) == Sample()
    assert convert_form(posted(("photo", file(""))), Sample).photo is None


@pytest.mark.parametrize("kind", [float, list[str]])
def test_type_that_no_form_has_is_an_error(kind: Any) -> None:
    with pytest.raises(TypeError):
        convert_form(posted(), type("Bad", (Struct,), {"__annotations__": {"x": kind}}))


@pytest.mark.parametrize(
    "query",
    [
        {"count": "0"}, {"count": "x"}, {"colour": "green"}, {"q": "a" + MARK * 10}, {"id": "é"}, {"agreed": "?"},
        {"day": "never"}, {"limit": "9" * 99},
    ],
)  # fmt: skip
def test_invalid_query_value_gives_the_default(query: dict[str, str]) -> None:
    assert convert_query(MultiDict(query), Sample) == Sample()


def test_query_text_is_cut_and_freed_of_controls() -> None:
    query = convert_query(MultiDict({"q": "a\x00b" + "c" * 500, "id": "a" * 99, "count": "2", "agreed": "1"}), Sample)
    assert query.words == "ab" + "c" * 117
    assert (query.id, query.count, query.agreed) == ("a" * 64, 2, True)


def test_errors_have_texts_with_their_numbers() -> None:
    """Every code has a text in each language; the parameters are those of the field."""
    with pytest.raises(InvalidError) as raised:
        convert_form(posted(("q", "a" * 121), ("note", "a" * 1001), ("count", "10")), Sample)
    error = raised.value
    assert (error.code, dict(error.params)) == ("http_422", {})
    for language in LANGUAGES:
        text = {
            name: CATALOGUES.text(language, f"error.{code}", **error.field_params[name])
            for name, code in error.fields.items()
        }
        assert "120" in text["q"]
        assert "1000" in text["note"] or "1,000" in text["note"]
        assert "9" in text["count"]


def test_error_of_one_field_is_that_of_the_form() -> None:
    with pytest.raises(InvalidError) as raised:
        read(count="10")
    assert (raised.value.code, dict(raised.value.params)) == ("field.too_large", {"most": 9})


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("-12", -12), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("", None),
     ("-", None), ("--1", None), ("+1", None), ("١", None), ("1.0", None), ("1_0", None), (" 1", None)],
)  # fmt: skip
def test_integer_is_a_few_ascii_digits(text: str, number: int | None) -> None:
    assert parse_integer(text) == number


def test_form_is_described_by_the_names_and_values_of_its_fields() -> None:
    schema, has_files = describe_form(Sample)
    assert has_files
    assert "required" not in schema
    assert {"texts", "flags"}.isdisjoint(schema["properties"])
    expected = {
        "q": {"type": "string", "maxLength": 120},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "colour": {"type": "string", "enum": ["red", "blue"]},
        "size": {"type": "string", "enum": ["l", "s"]},
        "colours": {"type": "array", "items": {"type": "string", "enum": ["red", "blue"]}},
        "photo": {"type": "string", "format": "binary"},
    }
    assert schema["properties"].items() >= expected.items()
    assert describe_form(Required)[0]["required"] == ["name", "colour", "agreed", "photo", "age"]
