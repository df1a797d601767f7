"""Directional isolates around values."""

from conference.texts.isolates import isolate, isolate_params


def test_value_is_enclosed_in_its_own_isolate() -> None:
    assert isolate("ليلى") == "\u2068ليلى\u2069"
    assert isolate(3) == "\u20683\u2069"


def test_parameters_are_isolated_each() -> None:
    assert isolate_params({"name": "ليلى", "count": 3}) == {"name": "\u2068ليلى\u2069", "count": "\u20683\u2069"}
    assert isolate_params({}) == {}
