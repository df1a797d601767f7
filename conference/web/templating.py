"""Rendering of pages: Jinja with the texts of the reader's language.

In every template (import macros `with context`, so that they see these too):

`t(key, …)`       HTML text; parameters are escaped and isolated in `<bdi>`
`tn(key, n, …)`   the same for a plural; `{n}` is the number
`plain(key, …)`, `plain_n(key, n, …)`   without markup, for attributes and titles
`has_text(key)`   whether a key composed at run time exists
`text_in(code, key)`   a text in another language than the page's, without markup
`texts(prefix)`   the texts of a prefix, for a JSON block: `{{ texts("form.")|tojson }}`
`pick(text)`      a text of the event: `<span>`ned with its own language when it is a fallback
`field_labels`    labels of the page's inputs, for the summary of errors above them: see `FieldLabels`
`csrf_field()`    the hidden field of every form that posts; `csrf_meta()` for pages whose script posts
`asset(name)`     address of a static file, `asset("conference/static/base.css")`
`module_script(name)`   the element of a page's module, after links by which browsers load what it imports at once
`look`            the event's look: `look.logo`; `look_file(name)` is the address of one of `look.files`
`root`            prefix of every other address of the site: `href="{{ root }}/staff/"` (see `prefix`)
`archived_at`     time of an archive, whose pages have no forms; none on the site itself
`main_root`       that of the installation, on a page of a site below it; `site_mark` is the folder of its mark
`may(permission)` whether the signed-in person has the permission, `may("administer")`
`language`, `staff` (or none), `event`, `now`, `request`, `languages` (the switcher's entries)
filters `|date |day |time |moment |datetime |offset |number`; `day` is the weekday with the date, `moment` the time with
its day unless that is today, `offset` that of the venue's zone at a moment
"""

import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

from conference.auth.roles import may
from conference.languages import Language, Text, language, pick
from conference.texts.catalogues import fill, format_date, format_datetime, format_moment, format_number, format_time
from conference.texts.dates import format_offset, local_date
from conference.web import csrf
from conference.web.context import Site, language_of, path_language, signed_in_staff, site_of
from conference.web.switcher import switcher_links

_VALUE = re.compile(r'<(bdi|kbd|code|(?:span|strong|dd|td|p)(?=\b[^>{]*\sdir="ltr"))\b(?![^>]*\stranslate=)')


class UntranslatedValues(Extension):
    """Add `translate="no"` to the elements of names, numbers, codes and keys, so that browsers do not translate them.

    These are `bdi`, `kbd`, `code` and what is written from left to right. Words in such an element are marked
    `translate="yes"` there. Scripts do the same in `el` of `conference/static/js/dom.mjs`.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template with the attribute."""
        return _VALUE.sub(r'<\1 translate="no"', source)


class CompiledTemplates(FileSystemBytecodeCache):
    """Code of the templates on disk, beside that of this module, so that they are compiled once per installation.

    Like Python, it writes no file where it may not (`PYTHONDONTWRITEBYTECODE`, a folder that cannot be written).
    """

    def __init__(self) -> None:
        super().__init__(str(Path(cache_from_source(__file__)).with_name("compiled_templates")), "%s.code")
        self._compiler = Path(__file__).read_text()

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of a template and of this module, which decides how it is compiled."""
        return super().get_source_checksum(self._compiler + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the code of a template, if there is a file that can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code of a template."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def make_environment(folders: Mapping[str, Path]) -> Environment:
    """Make the Jinja environment of the templates in `folders`. Those of `conference` need no prefix.

    `folders` maps the first part of a template's name to a folder: `{"subject": …}` serves `subject/page.html`.
    """
    by_prefix = {name: FileSystemLoader(folder) for name, folder in folders.items()}
    environment = Environment(
        loader=ChoiceLoader([PrefixLoader(by_prefix), by_prefix["conference"]]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[UntranslatedValues],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(),
    )
    environment.filters.update(
        date=_filter_date,
        day=_filter_day,
        time=_filter_time,
        moment=_filter_moment,
        datetime=_filter_datetime,
        offset=_filter_offset,
        number=_filter_number,
    )
    return environment


def render(request: web.Request, template: str, /, status: int = 200, **context: object) -> web.Response:
    """Render a template in the reader's language. The response may set the visitor's cookie."""
    return web.Response(
        text=render_text(request, template, **context),
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={
            "Content-Language": language(language_of(request)).tag,
            "Vary": "Cookie" if path_language(request) else "Accept-Language, Cookie",
        },
    )


def render_text(request: web.Request, template: str, /, **context: object) -> str:
    """Render a template in the language of the reader of `request`, for another response than the one of its own."""
    site = site_of(request)
    page = _Page(site, request, language(language_of(request)))
    labels = FieldLabels()
    template_context = {**page.context(), "field_labels": labels, **context}
    return labels.fill_summaries(site.environment.get_template(template).render(template_context))


class FieldLabels:
    """Labels of the inputs of one page, for its summaries of errors.

    A summary stands above the inputs and is rendered before them. It therefore has a mark, in whose place
    `fill_summaries` writes the errors in the order of the inputs: the label as a link to the input, and the text.
    """

    def __init__(self) -> None:
        self._labels: dict[str, Markup] = {}
        self._groups: list[Markup] = []
        self._summaries: dict[Markup, tuple[Mapping[str, str], str]] = {}

    def note_label(self, name: str, label: str, /) -> str:
        """Record the label of the input `f-{name}`, with the groups it is in, and return it."""
        groups = Markup("").join(Markup("<bdi>{}</bdi> ").format(one) for one in self._groups)
        self._labels.setdefault(name, groups + Markup("<bdi>{}</bdi>").format(label))
        return label

    def begin_group(self, legend: str, /) -> str:
        """Let labels follow after the legend of their group, which tells inputs of the same label apart."""
        self._groups.append(escape(legend))
        return ""

    def end_group(self) -> str:
        """End the group that began last."""
        self._groups.pop()
        return ""

    def list_errors(self, errors: Mapping[str, str], colon: str, /) -> Markup:
        """Return the mark of a list of errors by input, which is written when the page is complete."""
        mark = Markup(f"<!--{secrets.token_hex(8)}-->")  # noqa: S704 — hexadecimal digits
        self._summaries[mark] = (errors, colon)
        return mark

    def fill_summaries(self, page: str) -> str:
        """Return the page with the errors of its summaries."""
        places = {name: place for place, name in enumerate(self._labels)}
        for mark, (errors, colon) in self._summaries.items():
            names = sorted(errors, key=lambda name: places.get(name, len(places)))
            entries = (self._make_entry(page, name, errors[name], colon) for name in names)
            page = page.replace(mark, Markup("").join(Markup("<li>{}</li>").format(one) for one in entries))
        return page

    def _make_entry(self, page: str, name: str, text: str, colon: str) -> Markup:
        target, label = escape(f"f-{name}"), self._labels.get(name)
        if f'id="{target}"' not in page:
            return escape(text) if label is None else Markup("<strong>{}</strong>{}{}").format(label, colon, text)
        if label is None:
            return Markup('<a href="#{}">{}</a>').format(target, text)
        return Markup('<a href="#{}">{}</a>{}{}').format(target, label, colon, text)


@dataclass(frozen=True)
class _Page:
    """The page that is rendered for one request."""

    site: Site
    request: web.Request
    language: Language

    def context(self) -> dict[str, Any]:
        functions: list[Callable[..., object]] = [
            self.t,
            self.tn,
            self.plain,
            self.plain_n,
            self.has_text,
            self.text_in,
            self.texts,
            self.module_script,
            self.pick,
            self.csrf_token,
            self.csrf_field,
            self.csrf_meta,
            self.may,
        ]
        return {
            **{function.__name__: function for function in functions},
            "asset": self.site.asset,
            "root": self.site.prefix,
            "main_root": self.site.main_prefix,
            "site_mark": self.site.mark,
            "archived_at": self.site.archived_at,
            "build": self.site.page_build,
            "look": self.site.look,
            "look_file": self.site.look_file,
            "language": self.language,
            "languages": switcher_links(self.request, self.language.code),
            "staff": signed_in_staff(self.request),
            "event": self.site.event,
            "now": self.site.clock.now(),
            "request": self.request,
            "zone": self.site.zone,
        }

    def t(self, key: str, /, **params: object) -> Markup:
        return _fill_markup(self.site.catalogues.pattern(self.language.code, key), params)

    def tn(self, key: str, n: int, /, **params: object) -> Markup:
        number = format_number(self.language.code, n)
        form = self.site.catalogues.form(self.language.code, key, n)
        return _fill_markup(form, {"n": number, **params})

    def plain(self, key: str, /, **params: object) -> str:
        return self.site.catalogues.text(self.language.code, key, **params)

    def plain_n(self, key: str, n: int, /, **params: object) -> str:
        return self.site.catalogues.plural(self.language.code, key, n, **params)

    def has_text(self, key: str, /) -> bool:
        return self.site.catalogues.has(self.language.code, key)

    def text_in(self, code: str, key: str, /) -> str:
        return self.site.catalogues.text(code, key)

    def texts(self, prefix: str, /) -> dict[str, object]:
        return dict(self.site.catalogues.with_prefix(self.language.code, prefix))

    def module_script(self, name: str, /) -> Markup:
        imported = (self.site.asset(one) for one in self.site.assets.imported_modules(name))
        links = (Markup('<link rel="modulepreload" href="{}">\n').format(address) for address in imported)
        return Markup("").join(links) + Markup('<script type="module" src="{}"></script>').format(self.site.asset(name))

    def pick(self, text: Text, /) -> Markup:
        wording, used = pick(text, self.language.code)
        if used == self.language.code:
            return escape(wording)
        other = language(used)
        return Markup('<span lang="{}" dir="{}">{}</span>').format(other.tag, other.direction, wording)

    def csrf_token(self) -> str:
        return csrf.token_of(self.request)

    def csrf_field(self) -> Markup:
        staff, is_staff_page = signed_in_staff(self.request), self.request.path.startswith("/staff")
        person = _hidden_field(csrf.PERSON_FIELD, staff.id) if staff and is_staff_page else ""
        return _hidden_field(csrf.FIELD, self.csrf_token()) + person

    def csrf_meta(self) -> Markup:
        return Markup('<meta name="csrf" content="{}">').format(self.csrf_token())

    def may(self, permission: str, /) -> bool:
        staff = signed_in_staff(self.request)
        return staff is not None and may(staff, permission)


def _hidden_field(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def _fill_markup(text: str, params: Mapping[str, object]) -> Markup:
    isolated = {name: Markup('<bdi translate="no">{}</bdi>').format(value) for name, value in params.items()}
    return Markup(fill(str(escape(text)), isolated))  # noqa: S704 — both parts are escaped above


def _language_code(context: Context) -> str:
    chosen: Language = context["language"]
    return chosen.code


@pass_context
def _filter_date(context: Context, value: date | datetime) -> str:
    return format_date(_language_code(context), _calendar_day(context, value))


@pass_context
def _filter_day(context: Context, value: date | datetime) -> str:
    return format_date(_language_code(context), _calendar_day(context, value), weekday=True)


@pass_context
def _filter_time(context: Context, value: datetime) -> str:
    return format_time(_language_code(context), value, context["zone"])


@pass_context
def _filter_moment(context: Context, value: datetime) -> str:
    return format_moment(_language_code(context), value, context["zone"], now=context["now"])


@pass_context
def _filter_datetime(context: Context, value: datetime) -> str:
    return format_datetime(_language_code(context), value, context["zone"])


@pass_context
def _filter_offset(context: Context, value: datetime) -> str:
    return format_offset(value, context["zone"])


@pass_context
def _filter_number(context: Context, value: int) -> str:
    return format_number(_language_code(context), value)


def _calendar_day(context: Context, value: date | datetime) -> date:
    return local_date(value, context["zone"]) if isinstance(value, datetime) else value
