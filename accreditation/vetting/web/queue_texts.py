"""Texts and constants of the vetting pages' templates, and the paths of the queues."""

from collections.abc import Mapping

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import OPEN, Agency, Field, Finding, Move, State
from accreditation.applications.domain.duplicates import shared_traits
from accreditation.applications.domain.passports.findings import REMARKS, PassportFinding
from accreditation.applications.domain.passports.records import PassportState
from accreditation.applications.domain.photo_rules import PhotoAdvice
from accreditation.applications.web.status import STATE_CHIPS
from accreditation.duplicates.web.reasons import TRAITS
from accreditation.vetting.web.history import ACT_TEXTS, OFFICER_LABELS
from accreditation.vetting.web.queue import Filter
from conference.texts.catalogues import key_family
from conference.texts.typed_text import NOTE_LENGTH

VETTERS = (Permission.VET_ACCREDITATION, Permission.VET_SECURITY)
QUEUE_PAGE = "/staff/vetting/{agency}"
QUEUE_PATH = "/staff/vetting/{agency:" + "|".join(Agency) + "}"

STATES = key_family("vetting.state.", [state.value for state in State])
FINDINGS = key_family("vetting.finding.", [*(finding.value for finding in Finding), "waiting"])
FILTER_TEXTS = key_family("vetting.filter.", [choice.value for choice in Filter])
PHOTO_ADVICE = key_family("vetting.photo_advice.", [advice.value for advice in PhotoAdvice])
TITLES = key_family("vetting.title.", [agency.value for agency in Agency])

PASSPORT_FINDINGS = key_family("vetting.passport.finding.", [finding.value for finding in PassportFinding])
PASSPORT_STATES = key_family(
    "vetting.passport.", [state.value for state in PassportState if state is not PassportState.READABLE]
)

FINDING_CHIPS: Mapping[str, tuple[str, str]] = {
    "waiting": ("plain", "scheduled"),
    Finding.APPROVED.value: ("good", "admitted"),
    Finding.REFUSED.value: ("stop", "stop"),
    Finding.NEEDS_INFORMATION.value: ("look", "look"),
}

QUEUE_TEXTS: Mapping[str, object] = {
    "agencies": tuple(Agency),
    "moves_named": Move,
    "states": State,
    "open_states": OPEN,
    "filters": FILTER_TEXTS,
    "titles": TITLES,
    "fields": {field.value: OFFICER_LABELS[field.value] for field in Field},
    "act_texts": ACT_TEXTS,
    "labels": OFFICER_LABELS,
    "finding_texts": PASSPORT_FINDINGS,
    "remarks": REMARKS,
    "passport_states": PASSPORT_STATES,
    "photo_advice": PHOTO_ADVICE,
    "traits": TRAITS,
    "shared_traits": shared_traits,
    "state_keys": STATES,
    "finding_keys": FINDINGS,
    "chips": STATE_CHIPS,
    "finding_chips": FINDING_CHIPS,
    "most_note": NOTE_LENGTH,
}
