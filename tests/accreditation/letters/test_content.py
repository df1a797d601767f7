"""Values of letters to applicants, and every letter in every language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from accreditation.applications.domain.applications import Agency, Application, Decision, Field, Outcome, State
from accreditation.letters.content import PLACEHOLDERS, LetterContent
from accreditation.letters.domain import BadgeAct, LetterCause, LetterKind
from conference.event import Event
from conference.languages import LANGUAGES
from conference.mail.letters import LetterRequest
from conference.mail.rendering import LetterRenderer
from conference.texts.catalogues import own_catalogues, placeholders
from tests.support.application_samples import applicant, application

NOW = datetime(2025, 10, 25, 1, 30, tzinfo=UTC)
LINK = "https://press.example.org/vi/applications/secret"


@pytest.fixture
def content(event: Event) -> LetterContent:
    return LetterContent(event, own_catalogues())


def cause_of(kind: LetterKind, **details: object) -> LetterCause:
    return LetterCause(kind=kind, once="app_1:1", **details)  # type: ignore[arg-type]


def written_in(code: str) -> Application:
    return application(applicant=applicant(language=code))


FULL = {
    "agency": Agency.SECURITY,
    "fields": (Field.PHOTO, Field.FAMILY_NAME),
    "message": "Bonjour,\nune photo plus grande.",
    "reason": "outlet_not_verified",
    "badge": "G-0001",
    "badge_act": BadgeAct.SUPERSEDED,
}


@pytest.mark.parametrize("kind", LetterKind, ids=lambda kind: kind.value)
@pytest.mark.parametrize("code", LANGUAGES)
def test_letter_of_each_kind_is_complete_in_each_language(
    content: LetterContent, event: Event, code: str, kind: LetterKind
) -> None:
    candidate = written_in(code)
    cause = cause_of(kind, **FULL)
    values = content.values_of(cause, candidate, now=NOW)
    request = LetterRequest(
        kind=kind.value, about="app_1", once="1", address="a@example.org", name="Hoa", language=code,
        values=values, link=LINK, enclosure=content.enclosure_of(cause, candidate),
    )  # fmt: skip
    letter = LetterRenderer(event, own_catalogues()).render(request)
    assert LINK in letter.text.splitlines()
    assert ("{" in letter.text + letter.enclosing_text + letter.subject) is False


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_use_declared_placeholders_only(code: str) -> None:
    for kind in LetterKind:
        for part in ("subject", "body", "button"):
            assert placeholders(own_catalogues().pattern(code, f"letter.{kind}.{part}")) <= set(PLACEHOLDERS)


def test_values_are_those_of_the_declared_placeholders(content: LetterContent) -> None:
    values = content.values_of(cause_of(LetterKind.RECEIVED), application(), now=NOW)
    assert {*values, "name", "event"} == set(PLACEHOLDERS)


def test_question_names_agency_fields_message_and_deadline(content: LetterContent, event: Event) -> None:
    values = content.values_of(cause_of(LetterKind.QUESTION, **FULL), written_in("en"), now=NOW)
    fields = values["fields"].replace("\u2068", "").replace("\u2069", "").splitlines()
    assert fields[0] == "The security office asks you to correct"
    labels = (own_catalogues().text("en", f"apply.label.{name}") for name in ("photo", "family_name"))
    assert fields[1:] == [f"• {label}" for label in labels]
    assert values["message"].splitlines()[1:] == ["Bonjour,", "une photo plus grande."]
    assert "26 October 2025, 14:30" in values["until"]
    assert "UTC+7" in values["until"]
    assert content.values_of(cause_of(LetterKind.QUESTION), application(), now=NOW)["fields"] == ""
    late = NOW + timedelta(days=9)
    assert content.values_of(cause_of(LetterKind.QUESTION, **FULL), application(), now=late)["until"] == ""


def test_decision_is_announced_until_it_is_due(content: LetterContent) -> None:
    submitted = replace(written_in("en"), submitted_at=NOW)
    values = content.values_of(cause_of(LetterKind.RECEIVED), submitted, now=NOW)
    assert "26 October 2025, 14:30" in values["due"]
    late = NOW + timedelta(days=3)
    assert content.values_of(cause_of(LetterKind.RESUMED), submitted, now=late)["due"] == ""


def test_reason_is_named_and_appeal_where_it_allows_it(content: LetterContent, event: Event) -> None:
    for reason in (*event.refusal_reasons, *event.revocation_reasons):
        decision = Decision(Outcome.REFUSED, "linh", Agency.ACCREDITATION, NOW, reason.code)
        refused = replace(written_in("fr"), state=State.REFUSED, decision=decision)
        values = content.values_of(cause_of(LetterKind.REFUSED, reason=reason.code), refused, now=NOW)
        assert reason.text["fr"] in values["reason"]
        assert bool(values["appeal"]) == reason.appeal
    values = content.values_of(cause_of(LetterKind.REFUSED, reason="unknown"), application(), now=NOW)
    assert (values["reason"], values["appeal"]) == ("", "")


def test_opening_hours_are_those_that_remain(content: LetterContent, event: Event) -> None:
    assert event.desk is not None
    values = content.values_of(cause_of(LetterKind.APPROVED), written_in("en"), now=NOW)
    hours = values["hours"].replace("\u2068", "").replace("\u2069", "").splitlines()
    assert hours[1:] == ["Saturday, 25 October 2025: 06:00–18:00", "Sunday, 26 October 2025: 06:30–15:00"]
    assert event.desk.place["en"] in values["collection"]
    after = content.values_of(cause_of(LetterKind.APPROVED), application(), now=NOW + timedelta(days=9))
    assert after["hours"] == ""


def test_event_without_desk_names_the_venue(event: Event) -> None:
    content = LetterContent(structs.replace(event, desk=None), own_catalogues())
    values = content.values_of(cause_of(LetterKind.APPROVED), written_in("en"), now=NOW)
    assert event.venue["en"] in values["collection"]
    assert values["hours"] == ""


def test_letter_says_where_the_collection_pass_is(content: LetterContent) -> None:
    cause, candidate = cause_of(LetterKind.APPROVED), written_in("en")
    assert "Your page shows your collection pass." in content.values_of(cause, candidate, now=NOW)["pass"]
    enclosure = content.enclosure_of(cause, candidate)
    assert enclosure is not None
    assert "Your collection pass is in this letter" in enclosure.values["pass"]
    assert ".pdf" in enclosure.values["pass"]
    assert candidate.applicant.native_name in enclosure.description
    refusal = cause_of(LetterKind.REFUSED)
    assert content.values_of(refusal, candidate, now=NOW)["pass"] == ""
    assert content.enclosure_of(refusal, candidate) is None


@pytest.mark.parametrize("act", BadgeAct)
def test_badge_to_be_exchanged_says_why(content: LetterContent, act: BadgeAct) -> None:
    values = content.values_of(
        replace(cause_of(LetterKind.BADGE_CHANGED), badge="G-0001", badge_act=act), application(), now=NOW
    )
    assert values["badge"] == "G-0001"
    assert bool(values["note"]) == (act in (BadgeAct.SUPERSEDED, BadgeAct.RENAMED))
