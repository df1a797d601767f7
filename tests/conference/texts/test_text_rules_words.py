"""Words that no text may have: one word for one thing in each language."""

import pytest

from conference.languages import LANGUAGES
from tests.conference.texts.banned_words import BANS, banned_words
from tests.conference.texts.every_text import PlacedText, every_text

BAD_TEXTS = (
    ("en", "badges.grants.title", "Grants"),
    ("en", "door.verdict.undecided", "No verdict"),
    ("en", "door.menu.build", "Program"),
    ("en", "command.wipe", "Wipe the device"),
    ("en", "event.announcements.starts-in.text", "The meeting will start in {minutes}."),
    ("en", "staff.sign_in.title", "Your session is over"),
    ("en", "apply.intro.process", "Two offices look at each application."),
    ("en", "console.renewal", "A new version of this page is there."),
    ("en", "error.device.name_unfit", "Give the device a name of at most 80 letters."),
    ("en", "door.app.starting", "Starting …"),
    ("en", "doors.pin.done", "Your PIN is set; every door knows it."),
    ("en", "status.next.submitted", "It is now with two agencies."),
    ("en", "apply.consent.what", "What: your name and photo."),
    ("en", "console.log.what", "What"),
    ("fr", "apply.consent.what", "Quoi : votre nom et votre photo."),
    ("ru", "console.log.what", "Что"),
    ("es", "apply.consent.long", "Cuánto tiempo: hasta el {date}."),
    ("ar", "console.log.what", "ماذا"),
    ("ar", "console.overdue", "حان موعدها ولم تبدأ"),
    ("fr", "role.badge_desk", "Bureau des badges"),
    ("fr", "error.device.locked", "Un superviseur a verrouillé cet appareil."),
    ("fr", "evacuation.column.outlet", "Média"),
    ("fr", "vetting.outlet.confirm", "Confirmer comme nouvel organe"),
    ("fr", "doors.step_scan", "Pointez l’appareil photo de l’appareil vers le code."),
    ("fr", "status.collect.title", "Retirer votre badge"),
    ("fr", "error.http_405", "Cette adresse n’accepte pas ce type de demande."),
    ("fr", "event.refusal_reasons.assignment_not_confirmed.text", "… que vous étiez chargé(e) de couvrir"),
    ("ru", "phase.suspended.f", "Прервана"),
    ("ru", "console.turn.skipped", "пропуск"),
    ("ru", "door.undo_do", "Отменить отметку"),
    ("ru", "error.device.locked", "Старший заблокировал это устройство."),
    ("ru", "apply.label.function", "Функция"),
    ("ru", "doors.pin.again", "PIN-код ещё раз"),
    ("ru", "event.refusal_reasons.late.text", "Из заявки следует, что Вы опоздали."),
    ("es", "door.verdict.not_a_badge", "No es un distintivo"),
    ("es", "doors.another", "Inscribir otro dispositivo"),
    ("es", "error.announcement.unknown_room", "No hay tal sala en el programa."),
    ("es", "staff.people.roles", "Funciones"),
    ("es", "error.http_405", "Esta dirección no admite ese tipo de solicitud."),
    ("ar", "door.say.not_kept", "لم يقبله الخادوم"),
    ("ar", "door.menu.title", "القائمة"),
    ("ar", "door.undo_do", "إلغاء التسجيل"),
    ("ar", "error.announcement.unknown_template", "لا يوجد إعلان مُعدّ بهذا الاسم."),
    ("ar", "command.first", "أولاً"),
    ("ar", "apply.sending", "جار الإرسال…"),
    ("ar", "session_kind.photo_opportunity.name", "فرصة لالتقاط الصور"),
    ("ar", "error.http_413", "ما أُرسل أكبر مما يُقبل هنا. اختر ملفا أصغر."),
    ("zh", "phase.adjourned.f", "休会"),
    ("zh", "phase.delayed.f", "已推迟"),
    ("zh", "badges.act.hand_over", "交付"),
    ("zh", "apply.sending", "正在提交…"),
    ("zh", "apply.consent.long", "保存期限：最迟至 {date}。"),
    ("zh", "event.programme.banquet.title", "国家主席举行国宴"),
    ("zh", "error.pin.unfit", "密码有6至12位数字。"),
    ("vi", "status.state.on_hold", "Tạm giữ"),
    ("vi", "command.conflicts", "Mâu thuẫn"),
    ("vi", "console.verb.open", "Khai mạc"),
    ("vi", "doors.end_of", "Hết ngày {day}"),
    ("vi", "error.announcement.incomplete", "Thông báo chỉ được đăng khi đủ sáu ngôn ngữ."),
    ("vi", "error.photo.missing", "Xin thêm ảnh."),
    ("vi", "evacuation.column.outlet", "Cơ quan"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_have_no_banned_words(language: str) -> None:
    found = [(text.place, words) for text in every_text() if text.language == language for words in banned_words(text)]
    assert found == []


@pytest.mark.parametrize(("language", "place", "words"), BAD_TEXTS)
def test_text_with_a_banned_word_is_found(language: str, place: str, words: str) -> None:
    assert banned_words(PlacedText(place, language, words))


def test_exceptions_to_bans_name_texts_that_exist() -> None:
    for language, bans in BANS.items():
        places = {text.place for text in every_text() if text.language == language}
        named = {place for ban in bans for place in (*ban.only, *ban.but)}
        assert {name for name in named if not any(place.startswith(name) for place in places)} == set(), language
