"""A labelled set: applications of fictional people, some of whom have applied twice in another disguise.

The same seed gives the same set. Hard pairs of different people are in it too: namesakes of one country, colleagues
with one switchboard, crews with one address, and families with one number and consecutive passports.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from random import Random

from accreditation.duplicates.domain.blocking import near_values
from accreditation.duplicates.domain.people import ComparedPerson
from accreditation.duplicates.photo_prints import make_print
from bench.labelled_names import LabelledName, draw_name
from bench.labelled_photos import crop_picture, draw_picture, encode_thumbnail

_SCRIPTS = ("vietnamese",) * 6 + ("latin",) * 7 + ("arabic",) * 3 + ("cyrillic",) * 2 + ("han",) * 2
_COUNTRIES = {
    "vietnamese": (("VN", "+84"),),
    "latin": (("FR", "+33"), ("ES", "+34"), ("GB", "+44"), ("DE", "+49"), ("BR", "+55")),
    "arabic": (("EG", "+20"), ("JO", "+962"), ("MA", "+212")),
    "cyrillic": (("RU", "+7"), ("BG", "+359"), ("KZ", "+7")),
    "han": (("CN", "+86"), ("SG", "+65")),
}
OUTLETS = 400


@dataclass(frozen=True, slots=True)
class Labelled:
    """An application of the set: the person, the thumbnail of the photo, the passport number, empty for none."""

    person: ComparedPerson
    thumbnail: bytes
    number: str


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Applications in the order of their submission, and the pairs of ids of the same person, with their disguise."""

    applications: tuple[Labelled, ...]
    pairs: dict[frozenset[str], str]


class _SetMaker:
    def __init__(self, seed: int, *, photos_every: int) -> None:
        self.random = Random(seed)
        self.photos_every = photos_every
        self.made: list[Labelled] = []
        self.names: dict[str, LabelledName] = {}
        self.pictures: dict[str, object] = {}

    def new_number(self) -> str:
        return self.random.choice("ABCEGKLMNPRTX") + f"{self.random.randrange(10**8):08d}"

    def new_phone(self, prefix: str) -> str:
        return f"{prefix}{self.random.randrange(10**8, 10**9)}"

    def add(self, person: ComparedPerson, picture: object, number: str) -> Labelled:
        thumbnail = encode_thumbnail(picture) if picture is not None else b""  # type: ignore[arg-type]
        sha256 = blake2b(thumbnail + person.application_id.encode()).hexdigest()[:64]
        photo = make_print(thumbnail, sha256) if thumbnail else None
        labelled = Labelled(replace(with_number(person, number), photo=photo), thumbnail, number)
        self.made.append(labelled)
        return labelled

    def add_person(self, index: int) -> Labelled:
        script = self.random.choice(_SCRIPTS)
        name, (country, prefix) = draw_name(self.random, script), self.random.choice(_COUNTRIES[script])
        outlet = f"out_{self.random.randrange(OUTLETS)}"
        person = ComparedPerson(
            application_id=f"app_{index:05d}", native_name=name.native, family_name=name.family, given_name=name.given,
            email=f"{name.given.split()[0].lower()}.{index}@{outlet}.example", phone=self.new_phone(prefix),
            country=country, outlet_id=outlet,
        )  # fmt: skip
        number = self.new_number() if self.random.random() < 0.85 else ""
        person, number = self._make_hard(person, number)
        picture = draw_picture(self.random) if index % self.photos_every == 0 else None
        if person.family_name != name.family:
            name = replace(name, family=person.family_name, other_family=person.family_name)
        self.names[person.application_id], self.pictures[person.application_id] = name, picture
        return self.add(person, picture, number)

    def _make_hard(self, person: ComparedPerson, number: str) -> tuple[ComparedPerson, str]:
        """Give some people what others have: an office's number, a crew's address, a family's passports."""
        chance = self.random.random()
        outlet = person.outlet_id or ""
        if chance < 0.08:
            return replace(person, phone=f"+4420{int(outlet.removeprefix('out_')):07d}"), number
        if chance < 0.12:
            return replace(person, email=f"desk@{outlet}.example"), number
        if chance < 0.14 and self.made and self.made[-1].number:
            relative = self.made[-1]
            following = relative.number[:-1] + str((int(relative.number[-1]) + 1) % 10)
            family, country = relative.person.family_name, relative.person.country
            return replace(person, family_name=family, phone=relative.person.phone, country=country), following
        return person, number


def with_number(person: ComparedPerson, number: str) -> ComparedPerson:
    """Return the person with the digests of a passport number, without them for an empty one."""
    if not number:
        return replace(person, document=0, near_documents=frozenset())
    near = frozenset(_document_digest(person.country + value) for value in near_values(number))
    return replace(person, document=_document_digest(person.country + number), near_documents=near)


def _document_digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), key=b"bench", digest_size=8).digest(), "big") >> 7


def _change_digit(text: str, random: Random) -> str:
    place = random.choice([position for position, sign in enumerate(text) if sign.isdigit() and position > 4])
    return text[:place] + str((int(text[place]) + random.randrange(1, 10)) % 10) + text[place + 1 :]


DISGUISES = (
    "swapped", "swapped_near_phone", "transliterated_same_native", "transliterated", "cropped_photo",
    "cropped_photo_other_name", "near_passport", "near_phone", "same_passport_other_name", "second_outlet",
)  # fmt: skip


def _disguise_person(maker: _SetMaker, first: Labelled, kind: str, index: int) -> Labelled:
    """Add the second application of a person: a new address, number, passport and outlet, but for what `kind` says."""
    random, one = maker.random, first.person
    name = maker.names[one.application_id]
    prefix = next(code for country, code in sum(_COUNTRIES.values(), ()) if country == one.country)
    again = replace(
        one, application_id=f"app_{index:05d}", email=f"private{index}@mail.example", phone=maker.new_phone(prefix),
        outlet_id=f"out_{random.randrange(OUTLETS)}", photo=None,
    )  # fmt: skip
    spelt = replace(again, native_name=name.other_native, family_name=name.other_family, given_name=name.other_given)
    picture = draw_picture(random) if maker.pictures[one.application_id] is not None else None
    number = maker.new_number() if random.random() < 0.5 else ""
    match kind:
        case "swapped":
            again = replace(again, family_name=one.given_name, given_name=one.family_name, phone=one.phone)
        case "swapped_near_phone":
            near = _change_digit(one.phone, random)
            again = replace(again, family_name=one.given_name, given_name=one.family_name, phone=near)
        case "transliterated_same_native":
            again = replace(spelt, native_name=one.native_name, phone=one.phone)
        case "transliterated":
            again = replace(spelt, email=one.email)
        case "cropped_photo":
            again, picture = spelt, crop_picture(maker.pictures[one.application_id], random)  # type: ignore[arg-type]
        case "cropped_photo_other_name":
            other = draw_name(random, "latin")
            again = replace(again, native_name=other.native, family_name=other.family, given_name=other.given)
            picture = crop_picture(maker.pictures[one.application_id], random)  # type: ignore[arg-type]
        case "near_passport":
            again, number = spelt, _change_digit(first.number, random)
        case "near_phone":
            again = replace(spelt, native_name=one.native_name, phone=_change_digit(one.phone, random))
        case "same_passport_other_name":
            other = draw_name(random, "latin")
            again, number = replace(again, native_name=other.native, family_name=other.family), first.number
        case _:
            again = replace(again, phone=one.phone)
    return maker.add(again, picture, number)


def make_labelled_set(seed: int, *, applications: int, pairs: int, photos_every: int = 1) -> LabelledSet:
    """Make a set with this number of applications, among them so many pairs of one person.

    Every n-th person has a photo; the pairs are made of these and of people with a passport number.
    """
    maker = _SetMaker(seed, photos_every=photos_every)
    people = [maker.add_person(index) for index in range(applications - pairs)]
    fit = [one for one in people if one.number and maker.pictures[one.person.application_id] is not None]
    chosen: Sequence[Labelled] = maker.random.sample(fit, pairs)
    labels = {}
    for place, first in enumerate(chosen):
        kind = DISGUISES[place % len(DISGUISES)]
        second = _disguise_person(maker, first, kind, applications - pairs + place)
        labels[frozenset((first.person.application_id, second.person.application_id))] = kind
    return LabelledSet(tuple(maker.made), labels)
