"""The filters of the log as pills, chips and views: what is set, what it says, and the address without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.forms import BoundField, Form
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from profiles.history.filters import EventFilter
from profiles.models import Event, SavedView, Viewer

Pairs = list[tuple[str, str]]


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string with its question mark; a bare one leads to the whole log."""
    return f"?{urlencode(list(pairs))}"


@dataclass(frozen=True)
class LogPill:
    """One pill: a list of choices that are links, or a small form of typed fields that keeps the other filters."""

    title: str
    value: str
    choices: Sequence[Mapping[str, Any]] = ()
    fields: Sequence[BoundField] = ()
    kept_parameters: Pairs = field(default_factory=list)
    form: Form | None = None

    @property
    def spec(self) -> LogPill:
        """Itself: the template of typed pills asks a filter for its fields."""
        return self


@dataclass(frozen=True)
class LogChip:
    """A filter that is set, in words, and the address without it."""

    title: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class LogView:
    """A filter under a name."""

    name: str
    url: str
    is_current: bool
    saved: SavedView | None = None


def words_of(chosen: EventFilter, people: Mapping[int, User]) -> dict[str, str]:
    """What each filter that is set says; people by the names in ``people``."""
    found = {}
    for name, value in chosen.chosen().items():
        if name in ("subject", "by"):
            person = people.get(value)
            found[name] = person.profile.display_name if person else _("Account %(n)s") % {"n": value}
        elif name == "action":
            labels = [str(Event.Action(int(code)).label) for code in value]
            found[name] = get_text_list(labels, _("or"))
        elif name in ("kind", "route", "outcome", "unattributed", "own"):
            found[name] = str(dict(chosen.form.fields[name].choices)[_typed(chosen, name, value)])
        elif name == "field":
            found[name] = _field_words(chosen, value)
        else:
            found[name] = str(value)
    return found


def _typed(chosen: EventFilter, name: str, value: str) -> Any:
    """The value as the choices have it: numbers for the codes of the ledger."""
    keys = [key for key, _label in chosen.form.fields[name].choices]
    return next(key for key in keys if str(key) == value)


def _field_words(chosen: EventFilter, value: str) -> str:
    for group, names in chosen.form.fields["field"].choices:
        for code, label in names if isinstance(names, list | tuple) else ():
            if code == value:
                return f"{group}: {label}"
    return value


def chips(chosen: EventFilter, words: Mapping[str, str]) -> list[LogChip]:
    """A chip for each filter that is set."""
    pairs = chosen.query()
    return [
        LogChip(str(chosen.filters[name].label), said, address(pair for pair in pairs if pair[0] != name))
        for name, said in words.items()
    ]


def pills(chosen: EventFilter, words: Mapping[str, str]) -> Iterator[LogPill]:
    """The pills in the order of use."""
    yield _typed_pill(chosen, words, _("Period"), ("since", "until"))
    yield _typed_pill(chosen, words, _("Person"), ("person",), also=("subject",))
    yield _typed_pill(chosen, words, _("By"), ("actor",), also=("by",))
    yield _typed_pill(chosen, words, _("Department"), ("department",))
    yield _typed_pill(chosen, words, _("Field"), ("field",))
    for name in ("action", "kind", "route", "outcome"):
        yield _choices_pill(chosen, words, name)
    yield _typed_pill(chosen, words, _("More"), ("reason", "operation", "unattributed", "own"))


def _typed_pill(
    chosen: EventFilter, words: Mapping[str, str], title: str, names: tuple[str, ...], also: tuple[str, ...] = ()
) -> LogPill:
    kept = [pair for pair in chosen.query() if pair[0] not in (*names, *also)]
    value = " – ".join(words[name] for name in (*also, *names) if name in words)
    fields = [chosen.form[name] for name in names]
    wrong = chosen.form if any(bound.errors for bound in fields) else None
    return LogPill(title, value, fields=fields, kept_parameters=kept, form=wrong)


def _choices_pill(chosen: EventFilter, words: Mapping[str, str], name: str) -> LogPill:
    others = [pair for pair in chosen.query() if pair[0] != name]
    now = {value for key, value in chosen.query() if key == name}
    options = [(value, label) for value, label in chosen.form.fields[name].choices if str(value)]
    choices = [{"display": _("Any"), "query_string": address(others), "selected": not now}]
    choices += [
        {
            "display": str(label),
            "query_string": address([*others, (name, str(value))]),
            "selected": now == {str(value)},
        }
        for value, label in options
    ]
    return LogPill(str(chosen.filters[name].label), words.get(name, ""), choices=choices)


def _ready_made(reads_all: bool) -> list[tuple[str, Pairs]]:
    action = Event.Action
    taken = (action.PREVIEW, action.DOWNLOAD, action.EXPORT)
    access = (action.PERMISSION, action.INVITE, action.PASSWORD, action.LOGIN, action.LOGIN_FAILED)
    found = [
        (_("Everything"), []),
        (_("Refused attempts"), [("outcome", str(Event.Outcome.REFUSED.value))]),
        (_("Exports and downloads"), [("action", str(each.value)) for each in taken]),
        (_("Roles and sign-ins"), [("action", str(each.value)) for each in access]),
    ]
    if reads_all:
        found.append((_("Own record"), [("own", "yes")]))
        found.append((_("Without a known author"), [("unattributed", "yes")]))
    return found


def views(chosen: EventFilter, viewer: Viewer, *, reads_all: bool) -> list[LogView]:
    """The filters that everybody has, then those that are saved; one query."""
    now = chosen.address()
    found = [
        LogView(name, address(pairs), urlencode(pairs) == now and not chosen.problems())
        for name, pairs in _ready_made(reads_all)
    ]
    for saved in SavedView.objects.visible_to(viewer).filter(page=SavedView.Page.AUDIT).order_by("name", "pk"):
        found.append(LogView(saved.name, f"?{saved.query}", saved.query == now, saved))
    return found
