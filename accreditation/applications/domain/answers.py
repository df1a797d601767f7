"""Validation of the application form: typed texts to answers, or to one problem for each invalid field. Pure."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from accreditation.applications.domain.applications import Applicant
from accreditation.applications.domain.passport_names import (
    is_folding_uncertain,
    is_likely_swapped,
    problem_of_latin,
    to_machine_readable,
)
from accreditation.applications.domain.passports.typed_passport import (
    PASSPORT_LINE,
    PassportRules,
    passport_warnings,
    read_passport,
)
from accreditation.applications.domain.passports.zone_names import TypedNames
from accreditation.applications.domain.passports.zones import Zone
from conference.errors import InvalidError
from conference.texts.email_addresses import read_email
from conference.texts.folding import fold_to_key
from conference.texts.phone_numbers import example_of, read_phone
from conference.texts.typed_text import Problem, presentable, read_line, western_digits

FIELDS = (
    "native_name",
    "family_name",
    "given_name",
    "country",
    "passport_line",
    "outlet",
    "freelance",
    "function",
    "category",
    "photo",
    "email",
    "phone",
    "language",
    "consent",
)
"""The names of the inputs in the order of the form: those of `applications.Field`, of freelancers and of consent."""

NAMES = ("native_name", "family_name", "given_name")
"""The fields of the person's name."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes that each choice of the form accepts; rules of the passport's lines, None if they are not asked."""

    countries: frozenset[str]
    functions: frozenset[str]
    categories: frozenset[str]
    languages: frozenset[str]
    passport: PassportRules | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Values of a valid form, without the photo. `outlet` is the name as typed, None for a freelancer.

    `passport` is None when no lines were typed.
    """

    applicant: Applicant
    outlet: str | None
    function: str
    category: str
    passport: Zone | None = None


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """Result of validation. `values` are the cleaned texts to show again; `answers` is None when there are errors.

    `errors` and `warnings` are by field name. A warning does not make the form invalid; the applicant confirms it.
    """

    values: Mapping[str, str]
    errors: Mapping[str, Problem] = field(default_factory=dict)
    warnings: Mapping[str, Problem] = field(default_factory=dict)
    answers: Answers | None = None


def read_form(typed: Mapping[str, str], choices: Choices, *, fields: Collection[str] = FIELDS) -> ParsedForm:
    """Validate the text fields of the form. The photo is handled in `web/forms.py`.

    Errors and warnings are those of `fields`; in a correction, the other values are the stored ones.
    """
    lines = {name: read_line(typed.get(name, "")) for name in FIELDS if name not in ("photo", PASSPORT_LINE)}
    values = {name: text for name, (text, _) in lines.items()}
    errors = {name: problem for name, (_, problem) in lines.items() if problem and name in fields}
    passport = read_passport(typed.get(PASSPORT_LINE, ""), choices.passport)
    if passport.problem and PASSPORT_LINE in fields:
        errors[PASSPORT_LINE] = passport.problem
    country = values["country"] = values["country"].upper()
    values["phone"] = western_digits(values["phone"])
    latin = {
        name: values[name] if name in errors else to_machine_readable(values[name], country)
        for name in ("family_name", "given_name")
    }
    rules = _field_rules(values, latin, choices, is_family_open="family_name" in fields)
    for name, rule in rules.items():
        problem = rule() if name in fields and name not in errors else None
        if problem:
            errors[name] = problem
    folded = {name: text for name, text in latin.items() if name not in errors}
    shown = {name: presentable(text) for name, text in (values | folded).items()}
    is_named = not errors.keys() & {*latin, "native_name", "country"}
    warnings = _find_warnings(values, latin) if is_named else {}
    if is_named and passport.zone and choices.passport:
        names = TypedNames(values["native_name"], **{name.removesuffix("_name"): text for name, text in latin.items()})
        warnings |= passport_warnings(passport.zone, choices.passport, names, country=country, fields=fields)
    warnings = {name: warning for name, warning in warnings.items() if name in fields}
    answers = None if errors else replace(_to_answers(values, latin), passport=passport.zone)
    return ParsedForm({**shown, PASSPORT_LINE: passport.shown}, errors, warnings, answers)


def with_unprintable_name(parsed: ParsedForm, letters: Sequence[str]) -> ParsedForm:
    """Return a valid form with the warning that the badge cannot show these letters of the native name."""
    if parsed.answers is None or not letters:
        return parsed
    params = {"letters": " ".join(letters), "name": parsed.answers.applicant.latin_name}
    return replace(parsed, warnings={**parsed.warnings, "native_name": Problem("name.unprintable", params)})


def read_names(typed: Mapping[str, str], applicant: Applicant, choices: Choices) -> Applicant:
    """Return the applicant with the names typed for a correction. Raises InvalidError by field, as the form."""
    parsed = read_form({**typed, "country": applicant.country}, choices)
    errors = {name: problem for name, problem in parsed.errors.items() if name in NAMES}
    if errors:
        first = next(iter(errors.values()))
        raise InvalidError(first.code, {name: problem.code for name, problem in errors.items()}, **first.params)
    return replace(applicant, **{name: parsed.values[name] for name in NAMES})


def _field_rules(
    values: Mapping[str, str], latin: Mapping[str, str], choices: Choices, *, is_family_open: bool
) -> Mapping[str, Callable[[], Problem | None]]:
    """Return the rule of each field; a missing Latin name is an error of the family name if that is open."""
    return {
        "native_name": lambda: _problem_of_native(values["native_name"]),
        "family_name": lambda: _problem_of_missing(latin) or problem_of_latin(latin["family_name"]),
        "given_name": lambda: (
            (None if is_family_open else _problem_of_missing(latin)) or problem_of_latin(latin["given_name"])
        ),
        "country": lambda: _problem_unless(values["country"] in choices.countries, "choice.missing"),
        "outlet": lambda: _problem_of_outlet(values),
        "function": lambda: _problem_unless(values["function"] in choices.functions, "choice.missing"),
        "category": lambda: _problem_unless(values["category"] in choices.categories, "choice.missing"),
        "email": lambda: _problem_unless(read_email(values["email"]) is not None, "email.invalid"),
        "phone": lambda: _problem_of_phone(values["phone"], values["country"]),
        "language": lambda: _problem_unless(values["language"] in choices.languages, "choice.missing"),
        "consent": lambda: _problem_unless(values["consent"] == "yes", "consent.missing"),
    }


def _problem_unless(is_valid: bool, code: str) -> Problem | None:
    return None if is_valid else Problem(code)


def _problem_of_native(name: str) -> Problem | None:
    if not name:
        return Problem("name.missing")
    return _problem_unless(any(unicodedata.category(c)[0] == "L" for c in name), "name.no_letter")


def _problem_of_missing(latin: Mapping[str, str]) -> Problem | None:
    return _problem_unless(any(latin.values()), "name.latin_missing")


def _problem_of_outlet(values: Mapping[str, str]) -> Problem | None:
    if values["freelance"] == "yes":
        return None
    if not values["outlet"]:
        return Problem("outlet.missing")
    return _problem_unless(bool(fold_to_key(values["outlet"])), "name.no_letter")


def _problem_of_phone(phone: str, country: str) -> Problem | None:
    if read_phone(phone, country) is not None:
        return None
    return Problem("phone.invalid", {"example": example_of(country)})


def _find_warnings(values: Mapping[str, str], latin: Mapping[str, str]) -> dict[str, Problem]:
    warnings = {
        name: Problem("name.folded", {"name": folded})
        for name, folded in latin.items()
        if is_folding_uncertain(values[name], values["country"])
    }
    family, given = latin["family_name"], latin["given_name"]
    if is_likely_swapped(values["native_name"], family, given, values["country"]):
        warnings["family_name"] = Problem("name.swapped", {"family": family, "given": given})
    return warnings


def _to_answers(values: Mapping[str, str], latin: Mapping[str, str]) -> Answers:
    applicant = Applicant(
        native_name=values["native_name"],
        family_name=latin["family_name"],
        given_name=latin["given_name"],
        email=read_email(values["email"]) or "",
        phone=read_phone(values["phone"], values["country"]) or "",
        country=values["country"],
        language=values["language"],
    )
    outlet = None if values["freelance"] == "yes" else values["outlet"]
    return Answers(applicant, outlet, values["function"], values["category"])
