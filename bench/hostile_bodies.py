"""What a hostile client sends: the forms of a page filled with combining marks, and bodies that no form sends."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

MARKS = "\u0301\u0316"
"""Two marks of different classes in the wrong order: a normaliser that sorts a run of them takes quadratic time."""

BOUNDARY = "hostile"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"
_ESCAPED = str.maketrans({sign: quote(sign) for sign in "%&+=\r\n "})
TEXT_TYPES = frozenset({"text", "search", "email", "tel", "password", "hidden", "number", "url"})


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent, the value of each field, and the names of the fields that hold text."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Body:
    """A request's body and its type; `about` says what is hostile in it."""

    about: str
    content_type: str
    data: bytes


class FormReader(HTMLParser):
    """Collect the forms of a page that are sent by POST."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._page = page
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or add a field to it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self._page
            self._form = Form(action.partition("#")[0])
            if given.get("method") == "post":
                self.forms.append(self._form)
        elif self._form is not None:
            self._add(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        """End a form."""
        if tag == "form":
            self._form = None

    def _add(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in form.fields or "selected" in given):
            form.fields[self._select] = given.get("value", "")
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.fields.setdefault(name, given.get("value", "on"))
        elif tag == "textarea" or (tag == "input" and kind in TEXT_TYPES and name):
            form.fields[name] = given.get("value", "")
            if name != "csrf":
                form.texts.append(name)


def forms_of(page: str, html: str) -> list[Form]:
    """Return the forms of a page at that path."""
    reader = FormReader(page)
    reader.feed(html)
    return reader.forms


def marks(size: int) -> str:
    """Return a letter with so many combining marks that the text takes `size` bytes of UTF-8."""
    return "a" + MARKS * (max(0, size - 1) // len(MARKS.encode()))


def plain(fields: Mapping[str, str], *, escaped: bool = False) -> bytes:
    """Return the fields as a form sends them; without `escaped` every letter beyond ASCII stands as it is."""
    if escaped:
        return urlencode(fields).encode()
    return "&".join(f"{quote(name)}={value.translate(_ESCAPED)}" for name, value in fields.items()).encode()


def parts(fields: Mapping[str, str], *, head: str = "") -> bytes:
    """Return the fields as the parts of a multipart body, each with further lines of its head."""
    return b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n{head}\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )


def end() -> bytes:
    """Return the end of a multipart body."""
    return f"--{BOUNDARY}--\r\n".encode()


def bodies_of_form(form: Form, token: str, most: int) -> Iterator[Body]:
    """Yield each way to send the form with marks in its text fields; `most` is the bytes that the route takes."""
    for button in form.buttons or [("", "")]:
        fields = {**form.fields, "csrf": token, **({button[0]: button[1]} if button[0] else {})}
        about = f"{button[1]} " if button[1] else ""
        for name in form.texts:
            for size in sorted({min(most, 1 << 20), min(most, 60 << 10), min(most, 7 << 10), min(most, 1000)}):
                room = size - len(plain({**fields, name: ""}))
                yield Body(f"{about}{name}, {size >> 10} KiB", URLENCODED, plain({**fields, name: marks(room)}))
            data = parts({**fields, name: marks(min(most, 1 << 20) - len(parts(fields)) - 200)}) + end()
            yield Body(f"{about}{name}, multipart", MULTIPART, data)
        for size in sorted({most, min(most, 250 << 10), min(most, 20 << 10), min(most, 4 << 10)}):
            share = (size - len(parts(fields)) - 200) // max(1, len(form.texts))
            spread = {**fields, **dict.fromkeys(form.texts, marks(share))}
            yield Body(f"{about}every field, {size >> 10} KiB", URLENCODED, plain(spread))
            yield Body(f"{about}every field, {size >> 10} KiB, multipart", MULTIPART, parts(spread) + end())


def bodies_of_any_form(names: list[str], token: str, most: int) -> Iterator[Body]:
    """Yield bodies that no page sends: every name that some form has, other charsets, floods of fields and escapes."""
    size = min(most, 4 << 20)
    first = {"csrf": token}
    share = (min(most, 1 << 20) - 6000) // len(names)
    everything = {**dict.fromkeys(names, marks(share)), **first}
    yield Body("every name", URLENCODED, plain(everything))
    yield Body("every name, escaped", URLENCODED, plain(everything, escaped=True)[:most])
    yield Body("every name, multipart", MULTIPART, parts(everything) + end())
    yield Body("charset idna", f"{URLENCODED}; charset=idna", (b"csrf=xn--" + b"a" * (255 << 10))[:most])
    yield Body("empty fields", URLENCODED, (plain(first) + b"&a" * size)[:size])
    yield Body("escapes", URLENCODED, (plain(first) + b"&a=" + b"%CC%81%CC%96" * size)[:size])
    yield from _bodies_of_parts(parts(first), min(most, 4 << 20) - 500)


def _bodies_of_parts(first: bytes, size: int) -> Iterator[Body]:
    """Yield multipart bodies with floods of parts, lines and heads, and with charsets that are slow to decode."""
    for charset in ("punycode", "idna"):
        head = f"Content-Type: text/plain; charset={charset}\r\n"
        text = {"a": ("xn--" if charset == "idna" else "") + "a" * (min(size, 1 << 20) - 2000)}
        yield Body(f"part in {charset}", MULTIPART, first + parts(text, head=head) + end())
    yield Body("empty parts", MULTIPART, first + (parts({"a": ""}) * (size // 60))[: size - len(first)] + end())
    yield Body("lines before the first part", MULTIPART, b"\n" * (size - len(first)) + first + end())
    heads = "".join(f"X-{n}: {'x' * 7000}\r\n" for n in range(100))
    yield Body("long heads", MULTIPART, (first + parts({f"a{n}": "" for n in range(60)}, head=heads))[:size])
    name = f"a\"; filename*=punycode''{'a' * 7900}; x=\""
    yield Body("file names in punycode", MULTIPART, (first + parts({name: ""}) * 200)[:size] + end())
    name = f'photo"; filename="{marks(7000)}'
    yield Body("a long file name", MULTIPART, first + parts({name: "x"}) + end())


API_PATH = "/api/v1/"
UPLOADS = "/uploads"
SYNC_TEXTS: dict[str, object] = {"plan": "", "build": "", "language": "", "wait_s": 0, "door": "", "moved": ""}


def bodies_for_programs(path: str, most: int, api_texts: Sequence[str] = ()) -> Iterator[Body]:
    """Yield bodies for an address of the doors, of uploads, or of the API, whose description names its texts.

    Raises KeyError for one that is not known here: add its texts.
    """
    kind = "application/json"
    texts: dict[str, dict[str, object]] = {
        "/doors/v1/enrol": {"code": "", "language": "", "build": ""},
        "/doors/v1/sign-out": {},
        "/doors/v1/sync": SYNC_TEXTS,
        "/doors/v1/line": SYNC_TEXTS,
        "/doors/v1/scans": {},
        "/screens/pairing": {"public_key": ""},
        "/{language}/sessions/{session}/follow": {"endpoint": "", "public_key": "", "secret": ""},
        "/{language}/sessions/{session}/following": {"endpoint": ""},
        "/{language}/follow/renew": {"old_endpoint": "", "endpoint": "", "public_key": "", "secret": ""},
        "/{language}/sessions/{session}/unfollow": {"endpoint": ""},
        "/screens/pictures/{command}/{ticket}": {},
    }
    is_open = path.startswith(API_PATH) or path.endswith(UPLOADS)
    fields: dict[str, object] = dict.fromkeys(api_texts or ("unknown",), "") if is_open else texts[path]
    for name in fields:
        data = json.dumps({**fields, name: marks(most - 200)}, ensure_ascii=False)
        yield Body(f"{name}, {most >> 10} KiB", kind, data.encode())
    if path == "/doors/v1/scans":
        for count, size in ((1, most - 400), (200, most // 200 - 250), (200, 96)):
            yield Body(f"{count} scans of {size} bytes", kind, _scans(count, size))
    yield Body("numbers", kind, (b'{"revision":' + b"9" * (most - 50) + b"}"))
    yield Body("brackets", kind, b'{"x":' + b"[" * (most // 2 - 10) + b"]" * (most // 2 - 10) + b"}")
    yield Body("names", kind, ("{" + ",".join(f'"{n}":0' for n in range(most // 12)) + "}").encode()[:most])


def _scans(count: int, size: int) -> bytes:
    items = [
        {
            "kind": "scan",
            "key": f"key-{count:03}-{size:08}-{n:05}",
            "door": "gate-a",
            "text": marks(size),
            "method": "typed",
            "direction": "entry",
            "scanned_at": "2025-10-25T09:00:00+07:00",
            "skew_ms": 0,
        }
        for n in range(count)
    ]
    return json.dumps({"items": items}, ensure_ascii=False).encode()
