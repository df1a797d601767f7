"""Words that no text may have, by language: the bans of the event's terms and of each language's rules.

A ban is a regular expression, searched without regard to case and, in Arabic, in the text without its vowel signs.
`only` limits it to places whose key begins so; `but` names the places, or beginnings of places, that may have it: the
exceptions of the rule. `signs` keeps the vowel signs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.conference.texts.every_text import PlacedText

_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670\u0640]")


@dataclass(frozen=True)
class Ban:
    """A pattern that texts may not match, and where it holds."""

    pattern: str
    only: tuple[str, ...] = ("",)
    but: tuple[str, ...] = ()
    signs: bool = False

    def finds(self, text: PlacedText) -> bool:
        """Whether the text has the banned words in a place where they are banned."""
        if not text.place.startswith(self.only) or (self.but and text.place.startswith(self.but)):
            return False
        words = _VOWEL_SIGNS.sub("", text.text) if text.language == "ar" and not self.signs else text.text
        return re.search(self.pattern, words, re.IGNORECASE) is not None


def banned_words(text: PlacedText) -> list[str]:
    """Return the patterns of the language that the text matches."""
    return [ban.pattern for ban in BANS[text.language] if ban.finds(text)]


_SESSIONS = ("board.", "console.", "error.session.", "live.", "phase.", "screen.", "session_")
_DOOR_APP = ("door.",)
_REQUESTS = ("error.http_", "error.csrf.", "error.request", "error_page.")
_ENGLISH = (
    Ban(r"\bgrant(s|ed)?\b", but=("event.refusal_reasons.security_check",)),
    Ban(r"\bverdicts?\b"),
    Ban(r"(?<!{)\bprograms?\b"),
    Ban(r"\bwip(e|es|ed|ing)\b"),
    Ban(r"accreditation (desk|check)|security check\b"),
    Ban(r"\bmeetings?\b", but=("session_kind.", "event.", "call_sheet.meeting_point")),
    Ban(r"\bmeetings?\b", only=("event.announcements.",)),
    Ban(
        r"\bsessions?\b", only=("door.", "doors.", "error.device.", "error.sign_in.", "error.signed_out", "staff.sign_")
    ),
    Ban(r"(?<!accreditation )(?<!security )(?<!Nations )\boffices?\b", but=("event.sources.",)),
    Ban(
        r"\balerts?\b",
        but=(
            "alert.",
            "error.alert.",
            "error.cap.",
            "admin.did.broadcast.alert",
            "console.action.alert",
            "record.what.alert",
            "staff.tile_text.alerts",
            "event.alerts.",
        ),
    ),
    Ban(r"\bis there\b|\bstands\b|\bfits\b|\bno good\b|\brun out\b|\banew\b|\bwhoever\b|\bsomebody\b"),
    Ban(r"\bat once\b", but=("error.scan.busy",)),
    Ban(r"\bkept\b", but=("apply.consent.long", "apply.kept", "command.settlement.taken_out")),
    Ban(r"\d letters"),
    Ban(r"\bareas?\b", but=("event.rooms.", "event.zones.", "event.doors.", "event.programme.")),
    Ban(r"switch(ed)? (it |the account )?(off|on)"),
    Ban(
        r"\bpaint(s|ed)?\b|\bsilent\b|\bbrought out\b|\btaken back\b|\bput back\b|\blook out for\b|\bin letters\b",
        but=("error.outlet.name_invalid", "error.name.no_letter"),
    ),
    Ban(r"^(It|They)\b", but=("apply.help.category",)),
    Ban(r"^(What|Why|Who|How long|Where)(\b[^.?]*:|$)", but=("apply.consent.who",)),
    Ban(r"\bdoors? (knows?|comes?|says?)\b|\bbadges? (admits?|opens?)\b|server (did not |does not )?takes?\b"),
    Ban(r"\brole (opens|does not open)\b"),
    Ban(r"[^.…]\s…|\.\.\."),
    Ban(r"['\"]"),
)
_FRENCH = (
    Ban(r"bureau des badges|guichet d’accréditation"),
    Ban(r"contrôle", but=("role.door", "event.", "door.controls", "apply.passport.", "error.passport.")),
    Ban(r"superviseur|\bmédias?\b"),
    Ban(r"^(Quoi|Qui|Pourquoi|Où)(\b[^.?]*:|$)"),
    Ban(r"\borgane\b(?! de presse)"),
    Ban(r"appareil photo", but=("error.photo.heic",)),
    Ban(r"délivr", but=("apply.help.country",)),
    Ban(r"\bgard(ez|er|é) (le|ce) badge|badge gardé"),
    Ban(r"conduite des séances|conduite du"),
    Ban(r"effac\w+ (l’|cet |d’)appareil"),
    Ban(r"\(e\)|\(e\)s|\(s\)e"),
    Ban(r"\bdemande(s)?\b", only=_REQUESTS),
    Ban(r"\bretir", but=(
        "console.announce.withdraw", "console.action.announcement.withdrawn", "status.withdraw",
        "status.state.withdrawn", "status.next.withdrawn", "vetting.", "apply.consent.rights",
        "door.verdict.withdrawn", "badges.grants.", "badges.done.grant_ended",
        "error.application.withdraw_not_now", "error.grant.ended", "error.grant.pool_full",
        "letter.application.withdrawn.", "letters.kind.application.withdrawn",
        "console.announce.until_withdrawn", "command.end_notice", "event.revocation_reasons.outlet_withdrew",
        "admin.did.accreditation.application.withdrawn", "admin.did.accreditation.grant.ended",
        "admin.did.accreditation.notice.ended",
    )),
    Ban(r"\ben attente\b", only=("vetting.", "status."), but=(
        "vetting.act.hold", "vetting.done.hold", "vetting.filter.on_hold", "vetting.hold.", "vetting.state.on_hold",
        "status.state.on_hold", "status.next.on_hold",
    )),
    Ban(r"\bentrées?\b", only=("badges.", "status.", "command.", "doors.", "error.door", "error.device"), but=(
        "badges.grants.", "command.conflict.", "doors.right.undo",
    )),
    Ban(r"agents? de sécurité", but=("event.",)),
    Ban(r"troisième étage|rescapé|afficheur"),
    Ban(r"'"),
)  # fmt: skip
_RUSSIAN = (
    Ban(r"прерва|прерыв", but=("error.database.outcome_unknown",)),
    Ban(r"разовый"),
    Ban(r"^закрытие$|^закрыть$", but=("door.close",)),
    Ban(r"отметк|считайте|считать\b|считыва"),
    Ban(r"проверк", only=("door.", "doors.", "error.scan.", "command."), but=("door.instruction.unknown_key",)),
    Ban(r"подключит"),
    Ban(r"старш(ий|его|ему|им)\b(?! смены)"),
    Ban(r"функци"),
    Ban(r"\bвывод"),
    Ban(r"пин\b|пин-код"),
    Ban(r"удерж"),
    Ban(r"пункт\w* выдачи|стойк\w+ аккредитации|аккредитаци\w+ прессы|проверк\w+ безопасности|техник\w* вещания"),
    Ban(r"ё"),
    Ban(r"\bпропуск(а|ов|и)?\b", only=("door.", "console.", "command.")),
    Ban(r"\bвход\b(?! в систему)", only=("staff.", "error.sign_in", "error.signed_out", "error.device.login_over"),
        but=("staff.tile_",)),
    Ban(r"\w[\w ,]* (?-i:Вы|Вас|Вам|Ваш\w*)\b"),
    Ban(r"\((а|ла|ась)\)"),
    Ban(r"без СМИ"),
    Ban(r"^(Что|Кто|Где|Почему)$|^(Что|Как долго):"),
    Ban(r"программ", only=("door.", "doors.", "command.", "error.database.")),
    Ban(r"перенес", but=("phase.postponed.", "programme.act.postpone",
                         "console.action.session.postponed", "console.confirm.postpone",
                         "console.verb.postpone", "error.session.already_postponed", "error.session.is_postponed",
                         "error.session.", "console.until_help")),
    Ban(r"верно\b", only=("console.",)),
    Ban(r"[\"“”'’]", but=("event.",)),
)  # fmt: skip
_SPANISH = (
    Ban(r"distintivo"),
    Ban(r"^(Qué|Quién|Dónde|Cuánto tiempo|Para qué)(:|$)"),
    Ban(r"mesa de|mostrador de acreditación"),
    Ban(r"inscri(b|pci)"),
    Ban(r"\bcontrol(es)?\b", only=("door.", "command.", "error.scan."), but=("door.controls",)),
    Ban(r"grupos? de prensa"),
    Ban(r"verificación", only=("vetting.", "staff.", "status.", "role.", "event.refusal_reasons.")),
    Ban(r"expedi[rdc]|expide"),
    Ban(r"\b(hay|existe) tal\b"),
    Ban(r"borr\w+ (el|este) dispositivo"),
    Ban(r"\d letras|código en letras"),
    Ban(r"\bsolicitud(es)?\b", only=_REQUESTS),
    Ban(r"\bregistros?\b", only=("door.undo", "door.latest", "door.sign_out.unsent", "error.scan.",
                                 "error.badge.not_drawn", "console.log")),
    Ban(r"\bfunci(ón|ones)\b", only=("staff.people.", "error.role", "error.staff.", "error.http_403", "staff.home.")),
    Ban(r"hora vencida|tercer piso"),
    Ban(r"(lunes|martes|miércoles|jueves|viernes|sábado|domingo), \d"),
    Ban(r"« | »|[“”\"']", but=("event.",)),
    Ban(r"^[^¿]*\?|^[^¡]*!"),
    Ban(r"\b(tú|vosotros|móvil|ordenador|computadora|celular)\b"),
)  # fmt: skip
_ARABIC = (
    Ban(r"الخادوم|الرمز السري|المجموعة الصحفية|الوسيلة الإعلامية|القاعة الكبرى|تدريب عام|مسؤول النظام|مشغل|المهمة"),
    Ban(r"الصفة(?! المهنية)|الصفات|صفتكم|صفتك\b"),
    Ban(r"فحص"),
    Ban(r"صامت", but=("event.announcements.silence-phones",)),
    Ban(r"\b(ال)?مُعد", signs=True),
    Ban(r"[،](?=\S)|[,;?](?!\d)", but=("event.sources.", "door.verdict")),
    Ban(r"لـ\s*:"),
    Ban(r"\b(اختر|ارجع|انظر|اكتب|صوب|أعد|اطلب|شغل|حاول|انتظر|أكمل|قرر|سبقك|حسابك|دورك|طلبك|اسمك|صورتك)\b"),
    Ban(r"ورشة|فرصة|الطابق الثالث"),
    Ban(r"مسح(?!وب)", but=(
        "privacy.name.scans", "privacy.what.scans", "own_data.export.help", "retention.kind.scans", "setup.field.scans",
        "door.", "doors.", "command.", "error.scan.", "staff.tile_text.", "admin.counts.scans",
        "admin.did.accreditation.scan.", "export.",
    )),
    Ban(r"القائمة", only=_DOOR_APP, but=(
        "door.list.", "door.menu.list", "door.why.", "door.instruction.undecided", "door.override_reason.list_wrong",
        "door.search.", "door.sign_out.help",
    )),
    Ban(r"تسجيل", only=_DOOR_APP, but=(
        "door.enrol.", "door.end.", "door.ends.", "door.late.", "door.menu.until", "door.sign_out.help",
    )),
    Ban(r"\bالطلب\b|\bطلبات\b", only=_REQUESTS),
    Ban(r"اعتماد", only=("door.verdict.", "status.state.", "vetting.state.", "vetting.act.")),
    Ban(r"صحيح", only=("console.",)),
    Ban(r"خلال", only=("event.announcements.",)),
    Ban(r"إلغاء التسجيل"),
    Ban(r"رئيس الدولة"),
    Ban(r"^(ماذا|لماذا|أين)$"),
    Ban(r"موعدها|تبدأ|بدأت", only=("console.overdue",)),
    Ban(r"مؤجل|تأجل", but=("phase.postponed.", "console.", "error.session.")),
    Ban(r"[\"“”']"),
    Ban(r"\u0627\u064b|\u064b\u0627", signs=True),
    Ban(r"\bجار(?![\u064b-\u0652\w])", signs=True),
)  # fmt: skip
_CHINESE = (
    Ban(r"记者证", but=("badges.identity.press_card", "privacy.what.documents",
                           "event.document_kinds.press_card.")),
    Ban(r"休会|交付|证件台|资格审核|安全审核|安全审查|重新签发|预备公告|自由职业|组织委员会|(?<!清点)疏散名单"),
    Ban(r"推迟", but=("phase.postponed.", "programme.act.postpone",
                      "console.verb.postpone", "console.action.session.postponed",
                      "console.confirm.postpone", "error.session.", "console.until_help",
                      "record.what.postponed")),
    Ban(r"相机", but=("error.photo.heic",)),
    Ban(r"(?<!越南)国家主席|(?<!越共中央)总书记"),
    Ban(r"密码", only=("door.", "doors.", "command.", "error.pin.", "error.override.")),
    Ban(r"[\u3400-\u9fff] [A-Za-z0-9{]|[A-Za-z0-9}%] [\u3400-\u9fff]"),
    Ban(r"…(?!…)(?<!……)"),
    Ban(r"[\u3400-\u9fff][,;:?!()]|[,;:?!()][\u3400-\u9fff]"),
    Ban(r"个证件|{n}个$", only=("badges.", "error.badge.", "door.", "command.")),
    Ban(r"^(?!因|出于)\w*原因$", only=("session_reason.",)),
    Ban(r"你"),
    Ban(r"撤销登记"),
    Ban(r"登记", but=(
        "admin.did.accreditation.device.",
        "door.enrol.", "doors.", "command.", "door.end", "door.late", "error.device.", "console.signing",
        "error.signing.", "console.action.signature", "door.verdict.exit_recorded", "door.menu.until",
        "door.app.", "door.ends", "door.sign_out.help",
    )),
    Ban(r"提示", only=("error.notice.", "door.notices", "command.notice")),
    Ban(r"安全(?!的)", only=("role.", "vetting.", "status.", "staff.", "apply.consent.")),
    Ban(r"发送", only=("apply.", "status."), but=("apply.photo.", "apply.consent")),
    Ban(r"国家会议中心(?<!越南国家会议中心)"),
    Ban(r"公约(?!》)", only=("event.name", "event.short_name")),
)  # fmt: skip
_VIETNAMESE = (
    Ban(r"tạm giữ|mâu thuẫn|hồ sơ|ghi danh|hạng thẻ|máy ảnh|giám sát|gác cửa|cán bộ phục vụ|người điều hành phiên họp",
        but=("event.programme.",)),
    Ban(r"\bcấp phép|\bbạn\b|chúng ta|cơ quan mình|bị chậm|bên ký kết|lễ ký\b", but=("event.programme.",)),
    Ban(r"nhiệm vụ|(tắt|bật)( lại)? tài khoản|thu hồi việc duyệt|thẩm tra tác nghiệp|latinh\b"),
    Ban(r"\bcổng\b", but=("event.zones.", "event.doors.", "event.desk.", "event.sources.")),
    Ban(r"khai mạc", but=("session_kind.opening_ceremony", "event.programme.opening")),
    Ban(r"bế mạc", but=("session_kind.closing_session", "event.programme.closing")),
    Ban(r"\bđăng(?! (ký|nhập|xuất|tải))"),
    Ban(r"ngày {"),
    Ban(r"^tự do$"),
    Ban(r"\bhãy\b", only=("apply.", "status.", "board.", "live.", "screen.")),
    Ban(r"\bxin\b(?! mã)", only=("error.",)),
    Ban(r"thông báo", only=("error.notice.", "command.notice", "door.notices")),
    Ban(r"Bàn điều hành|chương trình", only=("door.", "doors.", "doors.title")),
    Ban(r"dấu vân tay"),
    Ban(r"(?<!hai )\bcơ quan\b(?! (báo chí|của|phụ trách|an ninh|cấp|kia|này|xét|khác))",
        only=("apply.", "status.", "badges.", "evacuation.", "door.")),
    Ban(r"[\"']", but=("event.",)),
)  # fmt: skip
BANS: Mapping[str, tuple[Ban, ...]] = {
    "en": _ENGLISH,
    "fr": _FRENCH,
    "ru": _RUSSIAN,
    "es": _SPANISH,
    "ar": _ARABIC,
    "zh": _CHINESE,
    "vi": _VIETNAMESE,
}
