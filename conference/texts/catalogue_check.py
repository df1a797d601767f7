"""Check the catalogues and write their template.

Every text in all seven languages, none fuzzy, none unused, none missing; the same placeholders everywhere; the plural
forms that CLDR asks for; French spaces, Western digits, composed characters; a template that says what is used.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po
from babel.plural import to_gettext

from conference.languages import FALLBACK, LANGUAGES, language
from conference.texts.catalogue_keys import Found
from conference.texts.catalogues import Entry, catalogue_path, categories, placeholders, read_catalogue

_HEADER = (
    'msgid ""',
    'msgstr ""',
    '"Project-Id-Version: Rostrum\\n"',
    '"Content-Type: text/plain; charset=utf-8\\n"',
    '"Content-Transfer-Encoding: 8bit\\n"',
    "",
)
_FRENCH_NARROW = re.compile(r"[^\u202f][;!?]")
_FRENCH_COLON = re.compile(r"[^\u00a0\d]:(?!//)")
_FOREIGN_DIGITS = re.compile(r"[\u0660-\u0669\u06f0-\u06f9]")


def plural_header(code: str) -> str:
    """The Plural-Forms line of a catalogue: CLDR's rule for whole numbers, written without an exponent (e = 0)."""
    rule = to_gettext(Locale.parse(language(code).tag, sep="-").plural_form)
    return re.sub(r"\be\b", "0", rule)


def template(entries: Mapping[str, Entry], found: Found) -> str:
    """The text of `messages.pot`: the keys that are used, in order, plurals as plurals."""
    lines = list(_HEADER)
    keys = {key for key in entries if found.uses(key)} | set(found.exact)
    for key in sorted(keys):
        lines.append(f"msgid {json.dumps(key)}")
        if isinstance(entries.get(key, ""), str):
            lines += ['msgstr ""', ""]
        else:
            lines += [f"msgid_plural {json.dumps(key)}", 'msgstr[0] ""', 'msgstr[1] ""', ""]
    return "\n".join(lines)


def check(folder: Path, found: Found) -> list[str]:
    """Everything that is wrong, one sentence each; empty when all is well."""
    read = {code: read_catalogue(catalogue_path(folder, code), code) for code in LANGUAGES}
    reference = read[FALLBACK]
    complaints = [f"{key}: used in {place}, not in the catalogues" for key, place in _missing(reference, found)]
    complaints += [f"{key}: nothing uses it" for key in sorted(reference) if not found.uses(key)]
    for code in LANGUAGES:
        complaints += [f"{code}: {complaint}" for complaint in _in_file(catalogue_path(folder, code), code)]
        complaints += [f"{code}: {complaint}" for complaint in _against(reference, read[code], code)]
    if (folder / "messages.pot").read_text(encoding="utf-8") != template(reference, found):
        complaints.append("messages.pot is stale: it must be extracted again")
    return complaints


def _missing(reference: Mapping[str, Entry], found: Found) -> list[tuple[str, str]]:
    return sorted((key, place) for key, place in found.exact.items() if key not in reference)


def _in_file(path: Path, code: str) -> Iterator[str]:
    """What is wrong with a file by itself: fuzzy or empty messages, another rule for plurals than CLDR's."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    for message in catalog:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key and message.fuzzy:
            yield f"{key} is fuzzy"
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and not all(forms):
            yield f"{key} is not translated"
    if f"Plural-Forms: {plural_header(code)}\\n" not in path.read_text(encoding="utf-8"):
        yield "the header's Plural-Forms is not CLDR's"


def _against(reference: Mapping[str, Entry], entries: Mapping[str, Entry], code: str) -> Iterator[str]:
    """What is wrong with a language beside the reference: keys, kinds, forms, placeholders, typography."""
    for key in sorted(reference.keys() ^ entries.keys()):
        yield f"{key} is {'missing' if key in reference else 'in no other language'}"
    for key in sorted(reference.keys() & entries.keys()):
        yield from (f"{key} {complaint}" for complaint in _entry(reference[key], entries[key], code))


def _entry(reference: Entry, entry: Entry, code: str) -> Iterator[str]:
    if isinstance(reference, str) != isinstance(entry, str):
        yield "is a plural in one language and not in another"
        return
    forms = {"other": entry} if isinstance(entry, str) else entry
    wanted = _all_placeholders(reference)
    if not isinstance(entry, str) and tuple(entry) != categories(code):
        yield f"has the forms {', '.join(entry)}; the language has {', '.join(categories(code))}"
    for category, text in forms.items():
        missing = wanted - placeholders(text) - ({"n"} if category in ("zero", "one", "two") else frozenset())
        if missing or placeholders(text) - wanted:
            yield f"has the placeholders {sorted(placeholders(text))}, not {sorted(wanted)}"
        yield from _typography(text, code)


def _all_placeholders(entry: Entry) -> frozenset[str]:
    forms = (entry,) if isinstance(entry, str) else tuple(entry.values())
    return frozenset().union(*(placeholders(form) for form in forms))


def _typography(text: str, code: str) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", text):
        yield "is not composed (NFC)"
    if (text != text.strip() and any(c.isalnum() for c in text)) or "  " in text:
        yield "has stray spaces"
    if _FOREIGN_DIGITS.search(text):
        yield "has digits that are not Western"
    if code == "fr" and (_FRENCH_NARROW.search(text) or _FRENCH_COLON.search(text)):
        yield "lacks U+202F before ; ! ? or U+00A0 before a colon"
