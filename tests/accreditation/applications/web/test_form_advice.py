"""What the form's page says of a photo, and tells its script of passports."""

import json
import re

from accreditation.applications.domain.photo_rules import PhotoAdvice
from tests.support.accreditation_pages import Client


async def test_page_has_the_texts_of_all_advice(client: Client) -> None:
    page = await (await client.get("/fr/apply")).text()
    found = {name: json.loads(text) for name, text in re.findall(r'id="([a-z-]+)">(\{.*?\})</script>', page, re.DOTALL)}
    assert found["photo-advice"].keys() == set(PhotoAdvice)
    knowledge = found["passport-knowledge"]
    assert knowledge["codes"]["DE"] == ["DEU", "D"]
    assert knowledge["texts"]["passport.check"]
    assert knowledge["ends_on"] == "2025-10-26"
