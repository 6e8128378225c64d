"""What the pages of imports show: states, numbers in words, the names of columns, the bar of a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.exchange.uploads import table_of
from profiles.models import ImportBatch

from .hr import pill

register = template.Library()

_State = ImportBatch.State
#: Normal is quiet, waiting is blue or amber, wrong is red.
_KINDS: Mapping[str, str] = {
    _State.UPLOADED: "info",
    _State.READING: "info",
    _State.PREVIEWED: "warn",
    _State.APPLYING: "info",
    _State.APPLIED: "quiet ok",
    _State.REFUSED: "bad",
    _State.CANCELLED: "quiet off",
    _State.UNDONE: "quiet off",
    _State.PARTLY_UNDONE: "warn",
}
_WHOSE = ("employee_number", "username")
_PARTS = ("new", "changed", "unchanged", "errors")
#: The stages of an import by file, and of the same change of many people.
_STAGES = (
    ("file", gettext_lazy("Choose a file")),
    ("columns", gettext_lazy("Match columns")),
    ("check", gettext_lazy("Check")),
    ("done", gettext_lazy("Done")),
)
_STAGES_OF_CHANGE = (
    ("fields", gettext_lazy("Choose fields")),
    ("check", gettext_lazy("Look at the changes")),
    ("done", gettext_lazy("Done")),
)


@register.inclusion_tag("admin/imports/_steps.html")
def steps(at: str, is_change: bool = False) -> dict[str, Any]:
    """Where the reader is: the stages behind, this one and those to come."""
    stages = _STAGES_OF_CHANGE if is_change else _STAGES
    return {"labels": [label for _name, label in stages], "at": [name for name, _label in stages].index(at) + 1}


@register.filter
def fields_in_words(batch: ImportBatch) -> str:
    """What a change of many people changes."""
    return ", ".join(column_label(name, batch) for name in batch.mapping.values() if name not in _WHOSE)


@register.filter
def state_pill_of(batch: ImportBatch) -> SafeString:
    """How far the import has come."""
    return pill(capfirst(batch.get_state_display()), _KINDS.get(batch.state, ""))


@register.filter
def rows_in_words(batch: ImportBatch) -> str:
    """The numbers of a batch as "2 new, 35 changed, 1 with an error"; empty before they are known."""
    counts = batch.counts
    words = [
        (counts.get("new", 0), _("%(n)s new")),
        (counts.get("changed", 0), _("%(n)s changed")),
        (counts.get("errors", 0), ngettext("%(n)s with an error", "%(n)s with errors", counts.get("errors", 0))),
    ]
    found = [word % {"n": f"{count:,}"} for count, word in words if count]
    return ", ".join(found) if found else (_("nothing new") if counts else "")


@register.filter
def column_label(name: str, batch: ImportBatch) -> str:
    """What people call a column of the batch's table; the name itself where it is none of ours."""
    column = table_of(batch).columns.get(name)
    return capfirst(str(column.label)) if column is not None else (name or _("The row"))


@register.filter
def table_label(batch: ImportBatch) -> str:
    """What the rows of the batch are."""
    return str(table_of(batch).label)


@register.simple_tag
def tally(batch: ImportBatch) -> SafeString:
    """A bar of the rows of a preview: new, changed, unchanged and wrong; the figures stand above it."""
    counts = [max(0, int(batch.counts.get(part, 0))) for part in _PARTS]
    total = sum(counts)
    if not total:
        return SafeString("")
    starts = [round(sum(counts[:number]) * 100 / total, 2) for number in range(len(counts) + 1)]
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" height="100%"/>',
        ((part, starts[n], round(starts[n + 1] - starts[n], 2)) for n, part in enumerate(_PARTS) if counts[n]),
    )
    return format_html('<svg class="meter tally" aria-hidden="true">{}</svg>', bars)
