"""Kinds of documents that the event asks for, and from whom. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.outlets import OutletKind

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Kind of document. It is asked from applicants of these functions, categories and kinds of outlets.

    None named means all. `types` are the accepted formats: pdf, jpeg, png, webp. `readers` are the agencies whose
    officers may see it.
    """

    code: str
    is_required: bool
    functions: frozenset[str]
    categories: frozenset[str]
    outlet_kinds: frozenset[OutletKind]
    types: frozenset[str]
    most_bytes: int
    most_pages: int
    most_files: int
    readers: frozenset[Agency]

    def is_asked_from(self, application: Application, outlet_kind: OutletKind | None) -> bool:
        """Return whether the applicant is asked for it; `outlet_kind` is None until an officer has named it."""
        has_function = not self.functions or application.function in self.functions
        has_category = not self.categories or application.category in self.categories
        return has_function and has_category and (not self.outlet_kinds or outlet_kind in self.outlet_kinds)


def find_kind(kinds: Sequence[Kind], code: str) -> Kind | None:
    """Return the kind with this code, or None."""
    return next((kind for kind in kinds if kind.code == code), None)


def readable_kinds(kinds: Sequence[Kind], agencies: Collection[Agency]) -> tuple[Kind, ...]:
    """Return the kinds that officers of these agencies may see."""
    return tuple(kind for kind in kinds if not kind.readers.isdisjoint(agencies))
