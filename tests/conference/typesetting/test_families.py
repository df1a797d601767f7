"""Lists of font families of one drawing."""

from conference.typesetting.families import TextFamilies


def test_texts_of_one_script_share_a_list() -> None:
    families = TextFamilies()
    indexes = [families.text(text)["families"] for text in ("Hoa", "ليلى", "Anna", "محمد")]
    assert indexes == [0, 1, 0, 1]
    assert len(families.list_all()) == 2


def test_list_begins_with_the_family_of_the_script() -> None:
    families = TextFamilies()
    families.text("王小明", "JP")
    families.text("王小明", "TW")
    assert [listed[0] for listed in families.list_all()] == ["Noto Sans CJK JP", "Noto Sans CJK TC"]


def test_text_without_texts_has_no_list() -> None:
    assert TextFamilies().list_all() == []


def test_text_is_made_printable() -> None:
    text = TextFamilies().text("\u202eHoa\x00 \n Nguyen")
    assert (text["text"], text["direction"], text["language"]) == ("Hoa Nguyen", "ltr", "en")


def test_empty_text_is_data_as_well() -> None:
    assert TextFamilies().text("")["text"] == ""
