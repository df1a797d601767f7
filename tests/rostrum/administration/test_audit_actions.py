"""Every action of the audit log has a text."""

import re

from accreditation.applications.domain.history import Act
from broadcast.console.console_log import ACTIONS as BOARD_ACTIONS
from rostrum.administration.audit_actions import ACTION_TEXTS
from rostrum.packages import PACKAGES, ROOT

CODE = re.compile(r'"((?:accreditation|broadcast|conference|rostrum):[a-z_]+:[a-z_]+)"')
COMPOSED = re.compile(r'f"((?:accreditation|broadcast|conference|rostrum):[a-z_]+:)\{(?:self\.)?[a-z_.]+\}"')
"""An action whose last word is a variable."""

LAST_WORDS = {
    "accreditation:application:": {act.value for act in Act},
    "accreditation:agency_key:": {"registered", "withdrawn"},
    "accreditation:batch:": {"withdrawn", "superseded"},
    "accreditation:badge:": {"issued", "reissued", "collected", "taken_back", "suspended", "restored", "revoked"}
    | {"superseded"},
    "accreditation:data_request:": {"opened", "fulfilled", "refused"},
    "accreditation:device:": {"offered", "enrolled", "locked", "unlocked", "wiped", "signed_out", "storage_lost"},
    "broadcast:interpretation:": {"set", "lost", "restored", "agreed"},
    "broadcast:statement:": {"link_made", "link_revoked", "received", "read"},
    "broadcast:speakers:": {code.partition(".")[2] for code in BOARD_ACTIONS if code.startswith("speakers.")},
}
"""The values of these variables."""


def source_texts() -> list[str]:
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path.read_text(encoding="utf-8") for path in files if path.name != "audit_actions.py"]


def test_every_action_of_the_code_has_a_text() -> None:
    texts = source_texts()
    whole = {code for text in texts for code in CODE.findall(text)}
    assert len(whole) > 40
    assert whole - ACTION_TEXTS.keys() == set()


def test_actions_with_a_variable_have_a_text_for_each_value() -> None:
    beginnings = {code for text in source_texts() for code in COMPOSED.findall(text)}
    assert beginnings == LAST_WORDS.keys()
    composed = {f"{beginning}{word}" for beginning, words in LAST_WORDS.items() for word in words}
    assert composed - ACTION_TEXTS.keys() == set()
