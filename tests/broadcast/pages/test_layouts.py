"""The table of layouts: what each option accepts."""

import pytest

from broadcast.pages.layouts import CHOICE_LABELS, LAYOUTS, OPTION_LABELS, OptionKind, options_of


def test_defaults_are_accepted_and_have_labels() -> None:
    for layout in LAYOUTS.values():
        for name, option in options_of(layout).items():
            assert option.accepts(option.default), (layout.name, name)
            assert OPTION_LABELS[name]
            assert option.kind is not OptionKind.CHOICE or all(CHOICE_LABELS[f"{name}.{one}"] for one in option.choices)


@pytest.mark.parametrize(
    ("layout", "name", "accepted", "refused"),
    [
        ("lobby", "theme", ("dark", "light"), ("", "Dark", "blue")),
        ("lobby", "safe", ("0", "10"), ("11", "-1", "1.5", "٣", "")),
        ("lobby", "every_s", ("5", "600"), ("4", "601", "x")),
        ("programme", "day", ("today", "next", "2025-10-25"), ("2025-13-01", "tomorrow", "25.10.2025")),
    ],
)
def test_values_are_bounded(layout: str, name: str, accepted: tuple[str, ...], refused: tuple[str, ...]) -> None:
    option = options_of(LAYOUTS[layout])[name]
    assert all(option.accepts(value) for value in accepted)
    assert not any(option.accepts(value) for value in refused)
