from accreditation.outlets.web.context import crew_choices
from conference.event import Event


def test_choices_are_known_by_their_names_in_each_language(event: Event) -> None:
    choices = crew_choices(event, "vi")
    assert {choices.countries[name] for name in ("vietnam", "vnm", "越南")} == {"VN"}
    function = event.functions[0]
    assert {choices.functions[key] for key in choices.functions if choices.functions[key] == function.code} == {
        function.code
    }
    assert (choices.languages["french"], choices.languages["fr"], choices.language) == ("fr", "fr", "vi")
    assert "EU" not in choices.countries.values()
