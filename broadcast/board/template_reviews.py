"""Reviews of prepared announcements: a review is of the texts in all languages, and ends when one is changed."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from conference.event.model import Review, Template
from conference.languages import Text

DIGEST_LENGTH = 12
"""Hexadecimal digits of a digest, which is compared with the texts of one announcement."""


def digest_of_text(text: Text) -> str:
    """Return the digest of a text in all its languages: the first digits of the SHA-256 of its JSON by language."""
    written = json.dumps(sorted(text.items()), ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()[:DIGEST_LENGTH]


def is_current(review: Review, template: Template) -> bool:
    """Return whether a review is of the texts as they are now."""
    return review.digest == digest_of_text(template.text)


def find_outdated(templates: Iterable[Template]) -> Iterator[tuple[Template, Review]]:
    """Yield the reviews of texts that were changed afterwards, or that name no digest."""
    for template in templates:
        yield from ((template, review) for review in template.reviews if not is_current(review, template))
