"""Names: the event's are its official ones, persons of State carry their country, a function is no organization."""

import re

import pytest

from conference.event import load_event
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from conference.texts.countries import countries, passports
from rostrum.staff_tiles import TILES
from tests.conference.event.folders import HANOI
from tests.conference.texts.every_text import every_text

OFFICIAL = {
    "ar": "مراسم التوقيع على اتفاقية الأمم المتحدة لمكافحة الجريمة السيبرانية والمؤتمر الرفيع المستوى",
    "zh": "《联合国打击网络犯罪公约》签署仪式暨高级别会议",
    "en": "Signing Ceremony and High-level Conference of the United Nations Convention against Cybercrime",
    "fr": "Cérémonie de signature de la Convention des Nations Unies contre la cybercriminalité"
    " et Conférence de haut niveau",
    "ru": "Церемония подписания Конвенции Организации Объединенных Наций против киберпреступности"
    " и Конференция высокого уровня",
    "es": "Ceremonia de firma de la Convención de las Naciones Unidas contra la Ciberdelincuencia"
    " y Conferencia de alto nivel",
    "vi": "Lễ mở ký và Hội nghị cấp cao Công ước của Liên hợp quốc về chống tội phạm mạng",
}
SHORT = {
    "ar": "اتفاقية هانوي",
    "zh": "《河内公约》",
    "en": "Hanoi Convention",
    "fr": "Convention de Hanoï",
    "ru": "Ханойская конвенция",
    "es": "Convención de Hanói",
    "vi": "Công ước Hà Nội",
}
HOST_BROADCASTER = {
    "ar": "هيئة البث المضيفة",
    "zh": "主转播机构",
    "en": "Host broadcaster",
    "fr": "Diffuseur hôte",
    "ru": "Официальный вещатель",
    "es": "Emisora anfitriona",
    "vi": "Đài truyền hình chủ nhà",
}
"""The organization; what a member of its staff does has another name."""

REGRET = {
    "ar": "نأسف",
    "zh": "很遗憾",
    "en": "We regret",
    "fr": "Nous avons le regret",
    "ru": "К сожалению",
    "es": "Lamentamos",
    "vi": "Rất tiếc",
}
_UNNAMED_OFFICES = {
    "ar": r"الأمين العام للحزب(?! الشيوعي)|رئيس الدولة|مكتب الشؤون القانونية(?! ب)",
    "zh": r"(?<!越南)国家主席|(?<!越共中央)总书记|(?<!联合国)法律事务厅",
    "en": r"\bGeneral Secretary\b(?! of the Communist Party)|(?<!-)\bPresident\b(?! of)"
    r"|(?<!Nations )Office of Legal Affairs",
    "fr": r"général du Parti(?! communiste)|\bPrésident\b(?! d)|Bureau des affaires juridiques(?! de)",
    "ru": r"секретар\w+ ЦК(?! Коммунист)|Президент\w*\b(?! [А-Я])|Управление по правовым",
    "es": r"General del Partido(?! Comunista)|\bPresidente\b(?! de)|Asuntos Jurídicos(?! de)",
    "vi": r"Văn phòng Các vấn đề pháp lý(?! Liên)",
}
_FLOORS = r"\b(ground|first|second|third) floor\b|étage|\bpiso\b|الطابق"


def unnamed_office(language: str, text: str) -> bool:
    """Whether a President, a Party or an Office is named without its country or organization."""
    return re.search(_UNNAMED_OFFICES[language], text) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_event_has_its_official_names(language: str) -> None:
    event = load_event(HANOI)
    assert (event.name[language], event.short_name[language]) == (OFFICIAL[language], SHORT[language])
    assert not re.search("[,،，]", event.name[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_persons_and_offices_carry_country_or_organization(language: str) -> None:
    texts = [text for text in every_text() if text.language == language]
    assert [(text.place, text.text) for text in texts if unnamed_office(language, text.text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "مأدبة رسمية يقيمها رئيس الدولة"),
        ("zh", "国家主席举行国宴"),
        ("en", "Meeting of heads of delegation with the General Secretary"),
        ("en", "Source: Office of Legal Affairs"),
        ("fr", "Rencontre avec le Secrétaire général du Parti"),
        ("ru", "Встреча с Генеральным секретарем ЦК партии"),
        ("es", "Encuentro con el Secretario General del Partido"),
        ("vi", "Văn phòng Các vấn đề pháp lý"),
    ],
)
def test_office_without_its_country_is_found(language: str, text: str) -> None:
    assert unnamed_office(language, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_of_a_person_is_not_an_organization(language: str) -> None:
    functions = {function.code: function.name[language] for function in load_event(HANOI).functions}
    assert HOST_BROADCASTER[language] not in functions.values()
    assert len(set(functions.values())) == len(functions)


@pytest.mark.parametrize(
    ("iso2", "name"),
    [
        ("RU", "Liên bang Nga"),
        ("LA", "Cộng hòa Dân chủ Nhân dân Lào"),
        ("IR", "Cộng hòa Hồi giáo Iran"),
        ("GB", "Liên hiệp Vương quốc Anh và Bắc Ireland"),
        ("US", "Hợp chúng quốc Hoa Kỳ"),
        ("CV", "Cabo Verde"),
    ],
)
def test_countries_have_full_names_in_vietnamese_too(iso2: str, name: str) -> None:
    assert countries()[iso2].name["vi"] == name


def test_names_of_countries_have_typographic_apostrophes() -> None:
    names = [name for one in (*countries().values(), *passports().values()) for name in one.name.values()]
    assert [name for name in names if "'" in name] == []


def test_floors_are_levels_counted_from_one() -> None:
    assert [text.text for text in every_text() if re.search(_FLOORS, text.text)] == []
    assert re.search(_FLOORS, "Meeting rooms, third floor")


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusal_of_an_application_regrets(language: str) -> None:
    assert REGRET[language] in own_catalogues().text(language, "status.next.refused")


def test_tile_and_page_share_the_key_of_their_title() -> None:
    own = [tile.title for tile in TILES if tile.title.startswith("staff.tile")]
    assert own == []
    for language in LANGUAGES:
        titles = [own_catalogues().text(language, tile.title) for tile in TILES]
        assert len(set(titles)) == len(titles), language
