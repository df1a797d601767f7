"""Names of fictional people in five scripts, with the other spellings in which the same person may write them."""

from dataclasses import dataclass
from random import Random

from conference.texts.folding import fold

Parts = tuple[tuple[str, tuple[str, ...]], ...]
"""Each part of names: in its own script, and its Latin spellings."""


def _read_parts(text: str) -> Parts:
    rows = (row.split() for row in text.strip().split("\n"))
    return tuple((own, tuple(latin)) for own, *latin in rows)


def _read_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ARABIC_GIVEN = _read_parts("""
محمد MOHAMMED MUHAMMAD MOHAMED
أحمد AHMED AHMAD
محمود MAHMOUD MAHMUD
يوسف YOUSEF YUSUF YOUSSEF
خالد KHALED KHALID
حسين HUSSEIN HUSAYN HOSSEIN
فاطمة FATIMA FATMA FATIMAH
عائشة AISHA AYSHA AICHA
جمال GAMAL JAMAL
مصطفى MOSTAFA MUSTAFA
إبراهيم IBRAHIM EBRAHIM
سليمان SULEIMAN SOLIMAN SULAYMAN
عمر OMAR UMAR
علي ALI ALY
نور NOOR NOUR NUR
ليلى LAILA LEILA LAYLA
زينب ZEINAB ZAYNAB ZAINAB
كريم KARIM KAREEM
طارق TAREK TARIQ TARIK
رشيد RASHID RACHID RASHEED
سعيد SAEED SAID SAYEED
هيثم HAITHAM HAYTHAM
منى MONA MUNA
سارة SARA SARAH
""")
ARABIC_FAMILY = _read_parts("""
القاسم AL-QASIM ALKASEM
الشيخ AL-SHEIKH ELSHAIKH
عبدالرحمن ABDELRAHMAN ABDUL-RAHMAN
الحسن AL-HASSAN ELHASSAN
منصور MANSOUR MANSUR
صالح SALEH SALIH
حداد HADDAD HADAD
نجار NAJJAR NAGGAR
خليل KHALIL KHALEEL
عثمان OSMAN OTHMAN
زيدان ZIDAN ZEIDAN
شريف SHERIF SHARIF CHERIF
بكري BAKRI BAKRY
درويش DARWISH DARWEESH
فرحات FARHAT FERHAT
غانم GHANEM GANIM
يعقوب YAQOUB YACOUB
المصري AL-MASRI ELMASRY
التميمي AL-TAMIMI ALTAMEEMI
رمضان RAMADAN RAMADHAN
سلامة SALAMA SALAMEH
عواد AWAD AWWAD
جابر JABER GABER JABIR
هاشم HASHEM HASHIM
""")
CYRILLIC_GIVEN = _read_parts("""
Александр ALEKSANDR ALEXANDER
Сергей SERGEY SERGEI
Юлия YULIYA JULIA IULIIA
Евгений EVGENIY YEVGENY EVGENII
Дмитрий DMITRIY DMITRI DMITRY
Наталья NATALYA NATALIA
Алексей ALEKSEY ALEXEI
Анастасия ANASTASIYA ANASTASIIA
Михаил MIKHAIL MIHAIL
Ксения KSENIYA KSENIIA XENIA
Пётр PETR PYOTR PIOTR
Фёдор FEDOR FYODOR
Яна YANA IANA JANA
Илья ILYA ILIA ILIYA
Юрий YURIY YURY IURII
Татьяна TATYANA TATIANA
Виктория VIKTORIYA VICTORIA
Андрей ANDREY ANDREI
Георгий GEORGIY GEORGY GEORGII
Мария MARIYA MARIA MARIIA
""")
CYRILLIC_FAMILY = _read_parts("""
Щербаков SHCHERBAKOV SCHERBAKOV
Чайкин CHAYKIN CHAIKIN
Зайцев ZAYTSEV ZAITSEV
Хомяков KHOMYAKOV HOMIAKOV
Соловьёв SOLOVYEV SOLOVIEV
Жуков ZHUKOV JUKOV
Цветков TSVETKOV CVETKOV
Юдин YUDIN IUDIN
Ясенев YASENEV IASENEV
Королёв KOROLEV KOROLYOV
Шишкин SHISHKIN SISHKIN
Лыков LYKOV LIKOV
Грачёв GRACHEV GRACHYOV
Ершов ERSHOV YERSHOV
Майоров MAYOROV MAIOROV
Третьяк TRETYAK TRETIAK
Воробей VOROBEY VOROBEI
Кузьмин KUZMIN KUZ'MIN
Аксёнов AKSENOV AXENOV
Лучков LUCHKOV LUTCHKOV
Быстров BYSTROV BISTROV
Дьяков DYAKOV DIAKOV
Рыжов RYZHOV RIZHOV
Уваров UVAROV OUVAROV
""")
HAN_FAMILY = _read_parts("""
程 CHENG
韩 HAN
吕 LYU LU LV
许 XU
萧 XIAO
冯 FENG
陆 LU
蒋 JIANG
叶 YE
郑 ZHENG
龚 GONG
严 YAN
陈 CHEN
王 WANG
李 LI
张 ZHANG
刘 LIU
""")
HAN_GIVEN = _read_parts("""
晓 XIAO
岚 LAN
志 ZHI
远 YUAN
思 SI
齐 QI
雨 YU
桐 TONG
建 JIAN
国 GUO
梦 MENG
琪 QI
文 WEN
博 BO
静 JING
怡 YI
海 HAI
涛 TAO
明 MING
轩 XUAN
云 YUN
飞 FEI
若 RUO
兰 LAN
绿 LYU LU
宁 NING
春 CHUN
华 HUA
""")
TRADITIONAL = str.maketrans(
    "韩吕许萧冯陆叶郑龚严陈张刘岚远齐国静涛轩云飞兰绿宁华", "韓呂許蕭馮陸葉鄭龔嚴陳張劉嵐遠齊國靜濤軒雲飛蘭綠寧華"
)

VIETNAMESE_FAMILY = _read_words("""
Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý
Đinh Trịnh Lương
""")
VIETNAMESE_MIDDLE = _read_words("""
Văn Văn Thị Thị Minh Thu Ngọc Đức Quang Thanh Hồng Xuân Hữu Bảo Gia Khánh
""")
VIETNAMESE_GIVEN = _read_words("""
Anh Bình Châu Cường Dung Duy Giang Hà Hải Hạnh Hiếu Hoa Hòa Hùng Hương Khánh Lan Linh Long Mai Nam
Nga Nhung Phúc Phượng Quân Quỳnh Sơn Tâm Thảo Thủy Trang Trung Tuấn Tùng Uyên Vân Việt Yến
""")

_ONSETS = _read_words("""
b br c ch d f fr g gr h j k l m n p pr r s st t th tr v w
""")
_VOWELS = _read_words("""
a e i o u ai ei ou ie
""")
_CODAS = _read_words("""
n r l s nd rt ck m
""")
_ENDINGS = _read_words("""
son ez ini ard er ley ton eau berg sen ova dal
""")


@dataclass(frozen=True, slots=True)
class LabelledName:
    """A name in its own script and as in a passport; `other` is another passport spelling of it."""

    native: str
    family: str
    given: str
    other_native: str
    other_family: str
    other_given: str


def draw_name(random: Random, script: str) -> LabelledName:
    """Return a name in one of the scripts `arabic`, `cyrillic`, `han`, `vietnamese` and `latin`."""
    return _MAKERS[script](random)


def _draw_pair(random: Random, family: Parts, given: Parts) -> LabelledName:
    (own_family, families), (own_given, givens) = random.choice(family), random.choice(given)
    native = f"{own_given} {own_family}"
    other_family, other_given = families[-1], random.choice(givens[1:] or givens)
    return LabelledName(native, families[0], givens[0], native, other_family, other_given)


def _draw_arabic(random: Random) -> LabelledName:
    one = _draw_pair(random, ARABIC_FAMILY, ARABIC_GIVEN)
    father, spellings = random.choice(ARABIC_GIVEN)
    given, family = one.native.split(" ", 1)
    native = f"{given} {father} {family}"
    return LabelledName(
        native,
        one.family,
        f"{one.given} {spellings[0]}",
        native,
        one.other_family,
        f"{one.other_given} {spellings[-1]}",
    )


def _draw_cyrillic(random: Random) -> LabelledName:
    return _draw_pair(random, CYRILLIC_FAMILY, CYRILLIC_GIVEN)


def _draw_han(random: Random) -> LabelledName:
    own_family, families = random.choice(HAN_FAMILY)
    (first, first_latin), (second, second_latin) = random.choice(HAN_GIVEN), random.choice(HAN_GIVEN)
    native = f"{own_family}{first}{second}"
    other = f"{first_latin[-1]}{random.choice('- ')}{second_latin[-1]}"
    given = f"{first_latin[0]}{second_latin[0]}"
    return LabelledName(native, families[0], given, native.translate(TRADITIONAL), families[-1], other)


def _draw_vietnamese(random: Random) -> LabelledName:
    words = [random.choice(VIETNAMESE_FAMILY), random.choice(VIETNAMESE_MIDDLE), random.choice(VIETNAMESE_GIVEN)]
    if random.random() < 0.4:
        words.insert(2, random.choice(VIETNAMESE_GIVEN))
    family, *given = (_without_marks(word) for word in words)
    plain = " ".join([family, *given]).title()
    return LabelledName(
        " ".join(words), family, " ".join(given), plain, family, given[-1] if len(given) > 2 else " ".join(given)
    )


def _without_marks(word: str) -> str:
    return fold(word).upper()


def _draw_latin(random: Random) -> LabelledName:
    given = (random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS) + random.choice("aeioy")).title()
    family = (random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS) + random.choice(_ENDINGS)).title()
    typed = random.randrange(2, len(family) - 1)
    misspelt = family[:typed] + random.choice("aeilnr") + family[typed + 1 :]
    native = f"{given} {family}"
    return LabelledName(native, family.upper(), given.upper(), f"{given} {misspelt}", misspelt.upper(), given.upper())


_MAKERS = {
    "arabic": _draw_arabic,
    "cyrillic": _draw_cyrillic,
    "han": _draw_han,
    "vietnamese": _draw_vietnamese,
    "latin": _draw_latin,
}
