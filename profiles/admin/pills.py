"""The filters of a django-filter set as pills of a change list: each is set, shown and removed on its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_filters import FilterSet


class Pill(admin.ListFilter):
    """One filter of a set, or a few that belong together such as the ends of a range.

    Choices are links; anything typed is a small form inside the pill. Values that do not fit filter nothing and
    say why.
    """

    filterset: type[FilterSet]
    names: tuple[str, ...]
    title = ""
    template = "admin/filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request
        for name in self.names:
            if name in params:
                self.used_parameters[name] = self.chosen(params.pop(name))
        self.form = self._filter(model.objects.none()).form
        self.title = str(self.form.fields[self.names[0]].label)

    def chosen(self, values: list[str]) -> Any:
        """What the set is given for the values of the address: the last one."""
        return values[-1]

    def _filter(self, rows: QuerySet[Any]) -> FilterSet:
        return self.filterset(self.used_parameters, queryset=rows, request=self.request)

    def has_output(self) -> bool:
        """Always: a pill that is not set invites to set it."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """The parameters of the address that this pill understands."""
        return list(self.names)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit the values; all rows when a value does not fit the filter."""
        if not self.used_parameters:
            return queryset
        chosen = self._filter(queryset)
        return chosen.qs if chosen.is_valid() else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        """First the choice that switches the filter off, then the others."""
        yield {
            "selected": not self.used_parameters,
            "query_string": changelist.get_query_string(remove=list(self.names)),
            "display": _("Any"),
        }
        name = self.names[0]
        for value, label in self._options(name):
            yield {
                "selected": self.used_parameters.get(name) == str(value),
                "query_string": changelist.get_query_string({name: value}),
                "display": label,
            }

    def _options(self, name: str) -> list[tuple[Any, str]]:
        field = self.form.fields[name]
        if isinstance(field, ModelChoiceField):
            return [(row.pk, str(row)) for row in field.queryset or ()]
        return [(value, str(label)) for value, label in field.choices if value != ""]

    def kept_parameters(self) -> list[tuple[str, str]]:
        """Every other parameter of the address, so that setting this filter keeps them."""
        left_out = {*self.names, "p", "e"}
        return [
            (key, value) for key in self.request.GET if key not in left_out for value in self.request.GET.getlist(key)
        ]


class ManyPill(Pill):
    """A pill of which several choices may be ticked: any one of them fits."""

    template = "admin/filter_many.html"

    def chosen(self, values: list[str]) -> Any:
        """All values."""
        return [value for value in values if value]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The choice that switches the filter off, and what is ticked now, in words."""
        yield {
            "selected": not self.used_parameters,
            "query_string": changelist.get_query_string(remove=list(self.names)),
            "display": _("Any"),
        }
        ticked = [option["label"] for option in self.options() if option["ticked"]]
        if ticked:
            some = ngettext("%(first)s and %(n)d more", "%(first)s and %(n)d more", len(ticked) - 1)
            words = ticked[0] if len(ticked) == 1 else some % {"first": ticked[0], "n": len(ticked) - 1}
            yield {"selected": True, "query_string": "", "display": words}

    def options(self) -> list[dict[str, Any]]:
        """Each choice with its value, its label and whether it is ticked."""
        name = self.names[0]
        given: Any = self.used_parameters.get(name, ())
        ticked = set(given)
        return [{"value": v, "label": label, "ticked": str(v) in ticked} for v, label in self._known()]

    def _known(self) -> list[tuple[Any, str]]:
        if not hasattr(self, "_choices"):
            self._choices = self._options(self.names[0])
        return self._choices


class TypedPill(Pill):
    """A pill whose values are typed into a small form, with the rest of the address kept in hidden fields."""

    template = "admin/filter_typed.html"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The choice that switches the filter off, and what is set now, in words."""
        yield {
            "selected": not self.used_parameters,
            "query_string": changelist.get_query_string(remove=list(self.names)),
            "display": _("Any"),
        }
        typed = [str(value) for name in self.names if (value := self.used_parameters.get(name))]
        if typed:
            yield {"selected": True, "query_string": "", "display": " – ".join(typed)}

    def fields(self) -> list[Any]:
        """The bound fields of the small form."""
        return [self.form[name] for name in self.names]


def pill(filterset: type[FilterSet], *names: str, typed: bool = False, many: bool = False) -> type[Pill]:
    """A pill class for these filters of the set."""
    base = ManyPill if many else TypedPill if typed else Pill
    # The set copies each of its filters for each request: a pill asks for its own alone.
    own: Any = type(filterset.__name__, (filterset,), {})
    own.base_filters = {name: filterset.base_filters[name] for name in names}
    return type(f"{names[0].title().replace('_', '')}Pill", (base,), {"filterset": own, "names": names})
