"""Whether a corrected name is another spelling of the same name, as opposed to the name of another person. Pure."""

from accreditation.applications.domain.applications import Applicant
from accreditation.applications.domain.duplicates import name_key
from conference.texts.folding import fold

_LETTERS_PER_EDIT = 6
_MAX_EDITS = 2


def is_same_name(before: Applicant, after: Applicant) -> bool:
    """Return whether both names of the person, native and Latin, differ in spelling, in order or by middle names only.

    In spelling: at most one letter inserted, left out or replaced in a short name, two in one of twelve letters or
    more; accents and case do not count. By middle names: two words at least are the same. The native name may become
    the Latin one, as for a script that badges cannot show.
    """
    earlier_names, native, latin = (before.native_name, before.latin_name), after.native_name, after.latin_name
    return _is_like(before.latin_name, latin) and any(_is_like(name, native) for name in earlier_names)


def _is_like(earlier: str, later: str) -> bool:
    in_order, sorted_words = (fold(earlier), fold(later)), (name_key(earlier), name_key(later))
    return _is_near(*in_order) or _is_near(*sorted_words) or _has_other_middle_name(*in_order)


def _has_other_middle_name(earlier: str, later: str) -> bool:
    fewer, more = sorted((set(earlier.split()), set(later.split())), key=len)
    return len(fewer) > 1 and fewer <= more


def _is_near(earlier: str, later: str) -> bool:
    length = min(len(earlier.replace(" ", "")), len(later.replace(" ", "")))
    return _count_edits(earlier, later) <= max(1, min(_MAX_EDITS, length // _LETTERS_PER_EDIT))


def _count_edits(earlier: str, later: str) -> int:
    """Return the Levenshtein distance: the fewest letters inserted, left out or replaced."""
    row = list(range(len(later) + 1))
    for number, letter in enumerate(earlier, 1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(later, 1):
            replaced = diagonal + (letter != other)
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, replaced)
    return row[-1]
