"""Reviews of prepared announcements, which are of the texts in all languages."""

from msgspec import structs

from broadcast.board.template_reviews import digest_of_text, find_outdated, is_current
from conference.event.model import Review, Template

TEXT = {"en": "Please take your seats.", "fr": "Veuillez prendre place."}


def test_review_is_of_the_texts_in_all_languages() -> None:
    review = Review(language="fr", by="Anne", digest=digest_of_text(TEXT))
    reviewed = Template(id="seats", text=TEXT, reviews=(review, Review(language="en", by="Luc")))
    assert digest_of_text(dict(reversed(TEXT.items()))) == review.digest
    assert [one.by for _, one in find_outdated([reviewed])] == ["Luc"]
    changed = structs.replace(reviewed, text={**TEXT, "en": "Take your seats."})
    assert (is_current(review, reviewed), is_current(review, changed)) == (True, False)
    assert [one.by for _, one in find_outdated([changed])] == ["Anne", "Luc"]
