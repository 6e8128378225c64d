"""Two people at one record: what only the other changed is taken over, what both changed is asked about.

Nothing that somebody else saved is lost, and no input either. Each form of a page compares three values of a field:
as the page showed it, as it is stored now, and as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from profiles.history.labels import labelled_columns, labels_of
from profiles.history.since import Touch, Touches, UnknownVersion, touched_since
from profiles.history.values import display

#: The name under which a page sends the version that it was made from.
VERSION = "_version"
#: What follows the name of a field when the other's value is chosen.
THEIRS = "-theirs"


@dataclass(frozen=True)
class Meanwhile:
    """What others wrote since a page was made, by model and key of each record; a page may fail to say since when."""

    touched: Mapping[tuple[type[models.Model], Any], Touches]
    is_unknown: bool = False


class Conflict(ValidationError):
    """Both changed a field: the question with the choice, and in ``sentence`` the question alone."""

    def __init__(self, sentence: str, choice: str) -> None:
        super().__init__(format_html("{} {}", sentence, choice), code="conflict")
        self.sentence = sentence


def meanwhile(record: models.Model, version: str) -> Meanwhile:
    """What was written to the record since that version."""
    try:
        return Meanwhile(touched_since(record, version))
    except UnknownVersion:
        return Meanwhile({}, is_unknown=True)


def merging(form: type[Any], since: Meanwhile, *, refuses_unknown: bool = False) -> type[Any]:
    """The model form, which brings the changes of others together with what was sent.

    ``refuses_unknown``: it also refuses a page that does not say its version; one form of a page says so for all.
    """
    if issubclass(form, _Merging):
        return form
    facts = {"touched": since.touched, "version_unknown": refuses_unknown and since.is_unknown}
    return type(form.__name__, (_Merging, form), facts)


class _Merging:
    """A model form between two writers."""

    touched: Mapping[tuple[type[models.Model], Any], Touches]
    version_unknown: bool

    def has_changed(self) -> bool:
        """Whether somebody wrote in the form; a form that began with values changed meanwhile was not written in."""
        form: Any = self
        if not super().has_changed():  # type: ignore[misc]  # the form's
            return False
        row = getattr(form, "begins_with", None)
        touches = self.touched.get((type(row), row.pk), {}) if row is not None and form.instance.pk is None else {}
        names = [name for name in form.changed_data if name not in touches or not _is_still(form, name, touches[name])]
        return bool(names)

    def _clean_fields(self) -> None:
        form: Any = self
        super()._clean_fields()  # type: ignore[misc]  # Django's hook, not in the stubs
        if form.instance.pk is None:
            return
        if self.version_unknown:
            form.add_error(
                None,
                ValidationError(
                    _(
                        "This page does not say which version of the record it showed. "
                        "Check what is here and save again."
                    ),
                    code="version",
                ),
            )
            return
        # The page that asks is made from what is stored by then: what was chosen on it is no longer written since.
        for name in [name for name in form.fields if f"{form.add_prefix(name)}{THEIRS}" in form.data]:
            if hasattr(form.instance, name):
                _take_theirs(form, name, getattr(form.instance, name))
        for name, touch in self.touched.get((type(form.instance), form.instance.pk), {}).items():
            _bring_together(form, name, touch)


def _bring_together(form: Any, name: str, touch: Touch) -> None:
    """Settle one field of one form."""
    column = form.instance._meta.get_field(name)
    shown, base = getattr(form, "shown_as", {}).get(name, _as_it_is)(touch.base, name)
    if shown not in form.fields or shown not in {*form.cleaned_data, *form.errors}:
        return
    now = getattr(form.instance, shown)
    if shown in form.cleaned_data:
        sent = _key(form.cleaned_data[shown])
        if sent == _key(now) or sent == _key(_as_if_sent(form, shown, now)):
            return
        if sent == _key(base) or sent == _key(_as_if_sent(form, shown, base)):
            _take_theirs(form, shown, now)
            return
    form.add_error(shown, _question(form, shown, _in_words(form.instance, column), now, touch))


def _in_words(record: models.Model, column: Any) -> str:
    """The stored value; what it points to by name."""
    model = type(record)
    row = {name: getattr(record, name) for name in labelled_columns(model)}
    return display(column, getattr(record, column.attname), labels_of(model, [row])[0])


def _as_if_sent(form: Any, name: str, value: Any) -> Any:
    """A text as it comes back from a page that showed it, where nobody wrote in it: without the spaces around it."""
    if not isinstance(value, str):
        return value
    try:
        return form.fields[name].clean(value)
    except ValidationError:
        return value


def _is_still(form: Any, name: str, touch: Touch) -> bool:
    """Whether the field was sent as the page showed it."""
    try:
        return bool(_key(form.fields[name].to_python(form[name].data)) == _key(touch.base))
    except ValidationError:
        return False


def _as_it_is(base: Any, name: str) -> tuple[str, Any]:
    return name, base


def _key(value: Any) -> Any:
    """A value to compare: rows by key, nothing and the empty text as one, line ends as one character."""
    key = value.pk if isinstance(value, models.Model) else value
    if isinstance(key, str):
        key = key.replace("\r\n", "\n")
    return None if key == "" else key


def _take_theirs(form: Any, name: str, now: Any) -> None:
    form.errors.pop(name, None)
    form.cleaned_data[name] = now
    # Shown again, the form shows what is stored, so that sending it once more changes nothing.
    key = form.add_prefix(name)
    form.data = form.data.copy()
    form.data.pop(f"{key}{THEIRS}", None)
    value = form.fields[name].prepare_value(now)
    form.data.pop(key, None)
    if value is not None and value is not False:
        form.data[key] = str(value)


def _question(form: Any, name: str, text: str, now: Any, touch: Touch) -> Conflict:
    when = date_format(timezone.localtime(touch.at), "DATETIME_FORMAT")
    shown = text if not hasattr(now, "isoformat") else date_format(now, "DATE_FORMAT")
    sentence = _(
        "%(who)s changed this to “%(value)s” on %(when)s, after you opened the page. Save again to keep yours."
    ) % {"who": touch.who or _("Somebody"), "value": shown, "when": when}
    choice = format_html(
        '<label class="row"><input type="checkbox" name="{}{}" data-unsaved-ignore> {}</label>',
        form.add_prefix(name),
        THEIRS,
        _("Take theirs instead"),
    )
    return Conflict(sentence, choice)
