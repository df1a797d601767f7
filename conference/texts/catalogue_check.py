"""Check the catalogues and write their template.

Checks: every text exists in all seven languages, none fuzzy, unused or missing; the placeholders are the same in all;
plural forms as in CLDR; French spaces, Western digits, composed characters; the template lists the used keys.
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
from conference.texts.catalogue_keys import UsedKeys
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
    """Return the Plural-Forms header of a catalogue: CLDR's rule for integers, without the exponent (e = 0)."""
    rule = to_gettext(Locale.parse(language(code).tag, sep="-").plural_form)
    return re.sub(r"\be\b", "0", rule)


def template(entries: Mapping[str, Entry], used_keys: UsedKeys) -> str:
    """Return the text of `messages.pot`: the used keys in order, plural messages for plural entries."""
    lines = list(_HEADER)
    keys = {key for key in entries if used_keys.uses(key)} | set(used_keys.exact)
    for key in sorted(keys):
        lines.append(f"msgid {json.dumps(key)}")
        if isinstance(entries.get(key, ""), str):
            lines += ['msgstr ""', ""]
        else:
            lines += [f"msgid_plural {json.dumps(key)}", 'msgstr[0] ""', 'msgstr[1] ""', ""]
    return "\n".join(lines)


def check(folder: Path, used_keys: UsedKeys) -> list[str]:
    """Return all complaints, one sentence each; empty when the catalogues are valid."""
    catalogues = {code: read_catalogue(catalogue_path(folder, code), code) for code in LANGUAGES}
    reference = catalogues[FALLBACK]
    missing = _missing_keys(reference, used_keys)
    complaints = [f"{key}: used in {place}, not in the catalogues" for key, place in missing]
    complaints += [f"{key}: nothing uses it" for key in sorted(reference) if not used_keys.uses(key)]
    for code in LANGUAGES:
        complaints += [f"{code}: {complaint}" for complaint in _check_file(catalogue_path(folder, code), code)]
        complaints += [f"{code}: {complaint}" for complaint in _compare_entries(reference, catalogues[code], code)]
    if (folder / "messages.pot").read_text(encoding="utf-8") != template(reference, used_keys):
        complaints.append("messages.pot is stale: it must be extracted again")
    return complaints


def _missing_keys(reference: Mapping[str, Entry], used_keys: UsedKeys) -> list[tuple[str, str]]:
    return sorted((key, place) for key, place in used_keys.exact.items() if key not in reference)


def _check_file(path: Path, code: str) -> Iterator[str]:
    """Yield complaints about one file: fuzzy or empty messages, a plural rule other than CLDR's."""
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


def _compare_entries(reference: Mapping[str, Entry], entries: Mapping[str, Entry], code: str) -> Iterator[str]:
    """Yield complaints about a language compared with the reference: keys, kinds, forms, placeholders, typography."""
    for key in sorted(reference.keys() ^ entries.keys()):
        yield f"{key} is {'missing' if key in reference else 'in no other language'}"
    for key in sorted(reference.keys() & entries.keys()):
        yield from (f"{key} {complaint}" for complaint in _check_entry(reference[key], entries[key], code))


def _check_entry(reference: Entry, entry: Entry, code: str) -> Iterator[str]:
    if isinstance(reference, str) != isinstance(entry, str):
        yield "is a plural in one language and not in another"
        return
    forms = {"other": entry} if isinstance(entry, str) else entry
    expected = _all_placeholders(reference)
    if not isinstance(entry, str) and tuple(entry) != categories(code):
        yield f"has the forms {', '.join(entry)}; the language has {', '.join(categories(code))}"
    for category, text in forms.items():
        missing = expected - placeholders(text) - ({"n"} if category in ("zero", "one", "two") else frozenset())
        if missing or placeholders(text) - expected:
            yield f"has the placeholders {sorted(placeholders(text))}, not {sorted(expected)}"
        yield from _check_typography(text, code)


def _all_placeholders(entry: Entry) -> frozenset[str]:
    forms = (entry,) if isinstance(entry, str) else tuple(entry.values())
    return frozenset().union(*(placeholders(form) for form in forms))


def _check_typography(text: str, code: str) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", text):
        yield "is not composed (NFC)"
    if (text != text.strip() and any(c.isalnum() for c in text)) or "  " in text:
        yield "has stray spaces"
    if _FOREIGN_DIGITS.search(text):
        yield "has digits that are not Western"
    if code == "fr" and (_FRENCH_NARROW.search(text) or _FRENCH_COLON.search(text)):
        yield "lacks U+202F before ; ! ? or U+00A0 before a colon"
