"""Typed forms: `read_form` converts a posted form, `read_query` the query of a page, to a msgspec Struct.

A form is declared by its Struct. The type of a field says how its text is read:

- `Line`, `Note`: text cleaned by the rules of `conference.texts.typed_text`; `Password`: as typed, never shown again;
  `Identifier`: printable ASCII; `str`: as typed, for text that has rules of its own
- `int`; `bool` (a checkbox); an Enum or a Literal; `date`, `time`, `datetime` (without zone); `FileField`
- `X | None`: None for a field that is empty or missing
- `tuple[X, ...]`: all values of a name that is sent several times
- `dict[str, X]`: the values of all names that begin with the field's name and a point, by the rest of the name

A field without a default is required. `Annotated[X, Meta(max_length=…, ge=…)]` gives narrower limits;
`Meta(extra={"error": code})` another error code, and `Meta(extra={"prefix": "topic_"})` another prefix of a `dict`.
A name that differs in HTML is given by the `rename` of the Struct.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, NoReturn, TypeVar, cast

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import UNSET, Meta, Struct, inspect
from multidict import MultiMapping

from conference.errors import InvalidError
from conference.texts.catalogues import key_family
from conference.texts.typed_clock import parse_clock
from conference.texts.typed_text import LINE_LENGTH, NOTE_LENGTH, Problem, presentable_lines, read_line, read_note
from conference.web.form_bodies import MAX_FIELD_CHARACTERS, posted_form

Form = TypeVar("Form", bound=Struct)
Posted = MultiMapping[str | FileField]

Line = Annotated[str, Meta(max_length=LINE_LENGTH, extra={"text": "line"})]
Note = Annotated[str, Meta(max_length=NOTE_LENGTH, extra={"text": "note"})]
Password = Annotated[str, Meta(extra={"text": "secret"})]
Identifier = Annotated[str, Meta(max_length=64, pattern=r"\A[!-~]*\Z")]
"""Id of an object in a hidden field or an address."""

ERRORS = key_family("error.", ("choice.missing", "field.invalid", "field.missing", "field.not_date", "field.not_number",
                               "field.not_time", "field.too_large", "field.too_small"))  # fmt: skip
"""Texts of the errors of fields, besides those of `text.…`."""

_MANY_ERRORS = "http_422"
"""Error code of a form with several invalid fields."""

_MAX_VALUE_CHARACTERS = 40
"""Characters of a number, a choice, a date or a time before it is read."""

_CLEANERS: Mapping[str, Callable[..., tuple[str, Problem | None]]] = {"line": read_line, "note": read_note}
_CHECKED, _UNCHECKED = frozenset({"1", "on", "yes", "true"}), frozenset({"", "0", "off", "no", "false"})
_KINDS = (inspect.StrType, inspect.BoolType, inspect.IntType, inspect.EnumType, inspect.LiteralType, inspect.DateType,
          inspect.TimeType, inspect.DateTimeType, inspect.DataclassType)  # fmt: skip


async def read_form(request: web.Request, kind: type[Form]) -> Form:
    """Return the posted form as `kind`. A body that is not a form is read as an empty form.

    Raises:
        InvalidError: with the error code of every invalid field, by its name in HTML.
        HTTPBadRequest, HTTPRequestEntityTooLarge: as `form_bodies.posted_form`.
    """
    return convert_form(await posted_form(request), kind)


def read_query(request: web.Request, kind: type[Form]) -> Form:
    """Return the query of a page as `kind`, whose fields have defaults. An invalid value gives its field's default.

    Texts are cut at their maximum length, and control characters are removed.
    """
    return convert_query(request.query, kind)


def read_required_query(request: web.Request, kind: type[Form]) -> Form:
    """Return the query of a request of a program as `kind`. Raises InvalidError with the error of each parameter."""
    return convert_form(cast(Posted, request.query), kind)


async def typed_values(request: web.Request, kind: type[Struct]) -> dict[str, Any]:
    """Return the posted texts of a form, to be shown again beside its errors: HTML name → text, or list of texts.

    Passwords are left out. Raises as `form_bodies.posted_form`.
    """
    posted = await posted_form(request)
    repeated = {field.html_name for field in _fields_of(kind) if field.is_repeated}
    typed = typed_texts(posted, kind)
    return {name: texts if name in repeated else (texts or [""])[0] for name, texts in typed.items()}


def typed_texts(posted: Posted, kind: type[Struct]) -> dict[str, list[str]]:
    """Return the texts of a posted form by HTML name, cleaned to be shown again, without passwords and files."""
    names = [name for field in _fields_of(kind) if field.text_kind != "secret" for name in field.names_in(posted)]
    return {name: [presentable_lines(text) for text in _texts_of(posted, name)] for name in names}


def written_names(posted: Posted, kind: type[Struct]) -> list[str]:
    """Return the HTML names of the posted texts that a person wrote by hand, without passwords."""
    return [name for field in _fields_of(kind) if field.is_written for name in field.names_in(posted)]


def convert_form(posted: Posted, kind: type[Form]) -> Form:
    """Convert the fields of a form. Raises InvalidError with the error code of every invalid field."""
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for field in _fields_of(kind):
        try:
            values[field.name] = _read_field(field, posted)
        except _FieldError as error:
            problems[error.name] = error.problem
    if problems:
        raise invalid_form(problems)
    return kind(**{name: value for name, value in values.items() if value is not UNSET})


def convert_query(query: MultiMapping[str], kind: type[Form]) -> Form:
    """Convert the parameters of a query, with the field's default for each that is missing or invalid."""
    values: dict[str, Any] = {}
    for field in _fields_of(kind):
        try:
            values[field.name] = _read_field(field, query, is_query=True)
        except _FieldError:
            continue
    return kind(**{name: value for name, value in values.items() if value is not UNSET})


def invalid_form(problems: Mapping[str, Problem]) -> InvalidError:
    """Return the error of a form with these problems by field."""
    codes = {name: problem.code for name, problem in problems.items()}
    first = next(iter(problems.values()))
    single = first if len(problems) == 1 else Problem(_MANY_ERRORS)
    error = InvalidError(single.code, codes, **single.params)
    error.field_params = {name: problem.params for name, problem in problems.items()}
    return error


def parse_integer(text: str) -> int | None:
    """Return the whole number in a text of at most 18 ASCII digits, with a minus sign if any; else None.

    `int` alone raises ValueError beyond 4,300 digits, takes quadratic time below, and reads the digits of any script.
    """
    digits = text.removeprefix("-")
    return int(text) if len(digits) <= 18 and digits.isascii() and digits.isdigit() else None


def describe_form(kind: type[Struct]) -> tuple[dict[str, Any], bool]:
    """Return the JSON Schema of a form or query, and whether it has a file. A `dict` of fields is left out."""
    properties, required, has_files = dict[str, Any](), list[str](), False
    for field in _fields_of(kind):
        if field.prefix is not None:
            continue
        is_file = isinstance(field.kind, inspect.DataclassType)
        has_files |= is_file
        one = {"type": "string", "format": "binary"} if is_file else _describe_values(field.kind)
        properties[field.html_name] = {"type": "array", "items": one} if field.is_repeated else one
        required += [field.html_name] if field.is_required else []
    return {"type": "object", "properties": properties} | ({"required": required} if required else {}), has_files


def _describe_values(kind: inspect.Type) -> dict[str, Any]:
    """Return the JSON Schema of the values of one field."""
    if isinstance(kind, inspect.IntType):
        limits = {"minimum": kind.ge, "maximum": kind.le}
        return {"type": "integer"} | {name: limit for name, limit in limits.items() if limit is not None}
    if isinstance(kind, inspect.EnumType | inspect.LiteralType):
        values = kind.values if isinstance(kind, inspect.LiteralType) else list(kind.cls)
        return {"type": "string", "enum": [str(getattr(value, "value", value)) for value in values]}
    most = kind.max_length if isinstance(kind, inspect.StrType) else None
    return {"type": "string"} | ({"maxLength": most} if most else {})


class _FieldError(Exception):
    """Problem of one field."""

    def __init__(self, name: str, problem: Problem) -> None:
        super().__init__(problem.code)
        self.name, self.problem = name, problem


class _Field(Struct, frozen=True):
    """How one field of a Struct is read. `kind` is the type of one value, `prefix` that of the names of a `dict`."""

    name: str
    html_name: str
    kind: inspect.Type
    text_kind: str
    error: str
    prefix: str | None
    is_repeated: bool
    is_required: bool
    is_optional: bool

    @property
    def is_written(self) -> bool:
        """Whether a person writes the text: no choice, id or password."""
        is_text = isinstance(self.kind, inspect.StrType) and self.kind.pattern is None
        return is_text and self.text_kind != "secret" and not self.is_repeated

    def names_in(self, posted: MultiMapping[Any]) -> list[str]:
        """Return the names of this field that a form has."""
        if self.prefix is None:
            return [self.html_name] if self.html_name in posted else []
        return [name for name in dict.fromkeys(posted) if name.startswith(self.prefix)]

    def refuse(self, name: str, code: str, **params: object) -> NoReturn:
        """Raise the error of this field; `error` of its declaration replaces the code."""
        raise _FieldError(name, Problem(self.error or code, params))


@cache
def _fields_of(kind: type[Struct]) -> tuple[_Field, ...]:
    """Return how the fields of a Struct are read. Raises TypeError for a type that a form cannot have."""
    described = cast(inspect.StructType, inspect.type_info(kind))
    return tuple(_describe_field(field) for field in described.fields)


def _describe_field(field: inspect.Field) -> _Field:
    extra: dict[str, Any] = {}
    outer = _unwrap_type(field.type, extra)
    is_optional = isinstance(outer, inspect.UnionType) and outer.includes_none
    if isinstance(outer, inspect.UnionType):
        outer = _unwrap_type(next(one for one in outer.types if not isinstance(one, inspect.NoneType)), extra)
    kind = outer
    if isinstance(outer, inspect.VarTupleType):
        kind = _unwrap_type(outer.item_type, extra)
    elif isinstance(outer, inspect.DictType):
        kind = _unwrap_type(outer.value_type, extra)
    if not isinstance(kind, _KINDS):
        raise TypeError(f"{field.name}: {kind} cannot be the type of a field of a form")
    return _Field(
        name=field.name,
        html_name=field.encode_name,
        kind=kind,
        text_kind=extra.get("text", ""),
        error=extra.get("error", ""),
        prefix=extra.get("prefix", f"{field.encode_name}.") if isinstance(outer, inspect.DictType) else None,
        is_repeated=isinstance(outer, inspect.VarTupleType),
        is_required=field.required,
        is_optional=is_optional,
    )


def _unwrap_type(kind: inspect.Type, extra: dict[str, Any]) -> inspect.Type:
    """Return the type without its metadata, which are added to `extra`."""
    while isinstance(kind, inspect.Metadata):
        extra |= kind.extra or {}
        kind = kind.type
    return kind


def _read_field(field: _Field, posted: MultiMapping[Any], *, is_query: bool = False) -> Any:
    """Return the value of a field, UNSET where its default holds. Raises _FieldError."""
    name = field.html_name
    if field.prefix is not None:
        names = field.names_in(posted)
        return {name.removeprefix(field.prefix): _read_first(field, posted, name, is_query) for name in names}
    if field.is_repeated:
        texts = [text for text in _texts_of(posted, name) if text.strip()]
        return tuple(_read_value(field, name, text, is_query=is_query) for text in texts)
    value = _read_first(field, posted, name, is_query)
    if value is UNSET and field.is_required:
        is_choice = isinstance(field.kind, inspect.EnumType | inspect.LiteralType)
        field.refuse(name, "choice.missing" if is_choice else "field.missing")
    return value


def _read_first(field: _Field, posted: MultiMapping[Any], name: str, is_query: bool) -> Any:
    """Return the first value of a name, UNSET for one that is empty or missing."""
    value = posted.get(name)
    if value is None and not isinstance(field.kind, inspect.BoolType):
        return UNSET
    if isinstance(field.kind, inspect.DataclassType):
        return value if isinstance(value, FileField) and value.filename else UNSET
    if isinstance(field.kind, inspect.BoolType):
        return UNSET if value is None and is_query else _read_checkbox(field, name, value)
    if not isinstance(value, str):
        return UNSET
    is_text = isinstance(field.kind, inspect.StrType) and not field.is_optional and not field.is_required
    if not value.strip() and not is_text:
        return UNSET
    return _read_value(field, name, value, is_query=is_query)


def _texts_of(posted: MultiMapping[Any], name: str) -> list[str]:
    return [value for value in posted.getall(name, ()) if isinstance(value, str)]


def _read_value(field: _Field, name: str, text: str, *, is_query: bool) -> Any:
    """Return the value in a text. Raises _FieldError."""
    kind = field.kind
    if isinstance(kind, inspect.StrType):
        return _read_string(field, kind, name, _cut_query_text(kind, text) if is_query else text)
    if isinstance(kind, inspect.BoolType):
        return _read_checkbox(field, name, text)
    text = text.strip() if len(text) <= _MAX_VALUE_CHARACTERS else ""
    if isinstance(kind, inspect.IntType):
        return _read_integer(field, kind, name, text)
    if isinstance(kind, inspect.EnumType | inspect.LiteralType):
        values = kind.values if isinstance(kind, inspect.LiteralType) else list(kind.cls)
        found = next((value for value in values if str(getattr(value, "value", value)) == text), None)
        return field.refuse(name, "choice.missing") if found is None else found
    return _read_moment(field, name, text)


def _read_checkbox(field: _Field, name: str, value: object) -> bool:
    text = value if isinstance(value, str) else ""
    if text not in _CHECKED | _UNCHECKED:
        field.refuse(name, "choice.missing")
    return text in _CHECKED


def _read_string(field: _Field, kind: inspect.StrType, name: str, text: str) -> str:
    most = kind.max_length or MAX_FIELD_CHARACTERS
    problem = None
    if field.text_kind in _CLEANERS:
        text, problem = _CLEANERS[field.text_kind](text, most=most)
    elif len(text) > most:
        problem = Problem("text.too_long", {"most": most, "length": len(text)})
    if problem is not None:
        field.refuse(name, problem.code, **problem.params)
    if len(text) < (kind.min_length or 0):
        field.refuse(name, "field.missing")
    if kind.pattern is not None and re.search(kind.pattern, text) is None:
        field.refuse(name, "field.invalid")
    return text


def _cut_query_text(kind: inspect.StrType, text: str) -> str:
    cut = text[: kind.max_length or LINE_LENGTH]
    return "".join(character for character in cut if unicodedata.category(character) not in ("Cc", "Cs"))


def _read_integer(field: _Field, kind: inspect.IntType, name: str, text: str) -> int:
    number = parse_integer(text)
    if number is None:
        field.refuse(name, "field.not_number")
    if kind.ge is not None and number < kind.ge:
        field.refuse(name, "field.too_small", least=kind.ge)
    if kind.le is not None and number > kind.le:
        field.refuse(name, "field.too_large", most=kind.le)
    return number


def _read_moment(field: _Field, name: str, text: str) -> date | time | datetime:
    """Return the value of `input type=date`, `time` (as `parse_clock`) or `datetime-local`."""
    if isinstance(field.kind, inspect.TimeType):
        clock = parse_clock(text)
        return field.refuse(name, "field.not_time") if clock is None else clock
    try:
        if not text.isascii():
            raise ValueError(text)
        if isinstance(field.kind, inspect.DateType):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        field.refuse(name, "field.not_date")
    return field.refuse(name, "field.not_date") if moment.tzinfo is not None else moment
