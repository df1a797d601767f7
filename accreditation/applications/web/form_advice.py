"""Advice on the form's photo and passport lines, for its page and the page's script."""

from aiohttp import web

from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.problems import KEYS, PASSPORT, PASSPORT_WARNINGS, PHOTO_ADVICE
from conference.web import language_of, site_of


def advice_texts(request: web.Request, photo: StoredPhoto | None) -> tuple[str, ...]:
    """Return what is advised about a photo, in words."""
    texts, code = site_of(request).catalogues, language_of(request)
    return tuple(texts.text(code, PHOTO_ADVICE[one]) for one in photo.advice) if photo else ()


def all_photo_advice(request: web.Request) -> dict[str, str]:
    """Return the text of each advice, for the page's script."""
    texts, code = site_of(request).catalogues, language_of(request)
    return {advice: texts.text(code, key) for advice, key in PHOTO_ADVICE.items()}


def passport_knowledge(request: web.Request) -> dict[str, object] | None:
    """Return what the page's script needs to check passport lines while they are typed; None if they are not asked."""
    rules = application_pages_of(request).services.rules.choices.passport
    if rules is None:
        return None
    site, code = site_of(request), language_of(request)
    texts = {name: site.catalogues.pattern(code, KEYS[name]) for name in (*PASSPORT, *PASSPORT_WARNINGS)}
    texts["complete"] = site.catalogues.pattern(code, "apply.passport.complete")
    return {"texts": texts, "codes": rules.country_codes, "ends_on": rules.ends_on.isoformat(), "language": code}
