"""Records that a search finds, as many as are shown and a word on how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.documents.finding import Found, find_documents, with_snippets
from profiles.history.looks import lately_opened
from profiles.models import Department, Document, DocumentType, Location, PersonStatus, people, scope_department_ids
from profiles.models.counting import RowCount
from profiles.models.search import Alternatives, is_called, words_of
from profiles.permissions import keeps_scope_only
from profiles.templatetags.hr_record import document_pill, status_pill

from .places import READS_DOCUMENTS, READS_PEOPLE

#: More than so many are not counted.
COUNTED_MAX = 1000


@dataclass(frozen=True)
class Hit:
    """One line: what it is called, where it leads, and what stands beside it."""

    label: str
    url: str
    icon: str = ""
    note: str = ""
    pill: str = ""
    person: Any = None
    document: Found | None = None


@dataclass(frozen=True)
class Group:
    """What was found of one kind. ``total`` counts up to COUNTED_MAX and one more; ``all_url`` lists all of them."""

    code: str
    title: str
    hits: Sequence[Hit]
    total: int
    all_url: str = ""

    @property
    def is_uncounted(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED_MAX


class Search:
    """One search of one reader: ``most`` lines of each kind; with ``whole`` it counts and shows where texts say it."""

    def __init__(self, reader: User, text: str, *, most: int, whole: bool) -> None:
        self.reader, self.text, self.most, self.whole = reader, text, most, whole
        self.wanted: list[Alternatives] = words_of(text)

    def records(self) -> list[Group]:
        """People, documents, departments and locations, as far as the reader's role has them; empty kinds left out."""
        if not self.wanted:
            return []
        names = self._names()
        kinds = [(key, name) for kind, key, name in names if kind == "type"]
        persons = people().visible_to(self.reader).search(self.text, self.reader)
        papers = find_documents(Document.objects.all(), self.text, self.reader, kinds)
        groups = [
            *([self._people(persons)] if self.reader.has_perm(READS_PEOPLE) else []),
            *([self._documents(papers)] if self.reader.has_perm(READS_DOCUMENTS) else []),
            *self._named(names),
        ]
        return self._counted([group for group in groups if group.hits], persons, papers)

    def _people(self, found: Any) -> Group:
        order = ["profile__full_name", "pk"]
        if not self.whole and (lately := lately_opened(self.reader)):
            found = found.annotate(is_later=Case(When(pk__in=lately, then=Value(0)), default=Value(1)))
            order.insert(0, "is_later")
        keys = found.order_by(*order).values("pk")[: self.most + 1]
        rows = {row.pk: row for row in people_shown(people().filter(pk__in=keys))}
        ordered = sorted(rows.values(), key=lambda row: (row.profile.full_name, row.pk))
        if not self.whole and order[0] == "is_later":
            ordered.sort(key=lambda row: row.pk not in lately)
        url = _listed("admin:auth_user_changelist", self.text)
        return Group("people", _("People"), [person_hit(row) for row in ordered], len(rows), url)

    def _documents(self, found: Any) -> Group:
        keys = found.order_by("-current__uploaded_at", "-pk").values("pk")[: self.most + 1]
        rows = Document.objects.filter(pk__in=keys).with_version().select_related("person__profile")
        rows = rows.order_by("-current__uploaded_at", "-pk")
        told = with_snippets(rows, self.text if self.whole else "", self.reader)
        url = _listed("admin:profiles_document_changelist", self.text)
        return Group("documents", _("Documents"), [_document_hit(row) for row in told], len(told), url)

    def _names(self) -> list[tuple[str, int, str]]:
        """The names of departments, locations and types of documents, which are few; one query."""
        departments = Department.objects.order_by()
        if keeps_scope_only(self.reader):
            departments = departments.filter(pk__in=scope_department_ids(self.reader))
        sources: list[tuple[str, str, QuerySet[Any]]] = [
            ("department", "profiles.view_department", departments),
            ("location", "profiles.view_location", Location.objects.order_by()),
            ("type", READS_DOCUMENTS, DocumentType.objects.order_by()),
        ]
        first, *others = [
            rows.values_list(Value(kind), "pk", "name")
            for kind, permission, rows in sources
            if self.reader.has_perm(permission)
        ] or [departments.none().values_list(Value("department"), "pk", "name")]
        return list(first.union(*others, all=True))

    def _named(self, names: Sequence[tuple[str, int, str]]) -> list[Group]:
        groups = []
        for kind, title in (("department", _("Departments")), ("location", _("Locations"))):
            page = f"admin:profiles_{kind}_change"
            found = sorted((name, key) for of, key, name in names if of == kind and self._fits(name))
            hits = [Hit(name, reverse(page, args=[key]), icon=kind) for name, key in found[: self.most]]
            groups.append(
                Group(f"{kind}s", title, hits, len(found), _listed(f"admin:profiles_{kind}_changelist", self.text))
            )
        return groups

    def _fits(self, name: str) -> bool:
        return all(is_called(name, ways) for ways in self.wanted)

    def _counted(self, groups: Sequence[Group], persons: QuerySet[Any], papers: QuerySet[Any]) -> list[Group]:
        """The groups cut to what is shown; those that have more are counted, together in one query."""
        sources = {"people": persons, "documents": papers}
        long = [group.code for group in groups if group.code in sources and group.total > self.most]
        totals: dict[str, int] = {}
        if long and self.whole:
            counts = [RowCount(sources[code].order_by().values("pk")[: COUNTED_MAX + 1]) for code in long]
            row = User.objects.filter(pk=self.reader.pk).values_list(*counts).get()
            totals = dict(zip(long, row, strict=True))
        return [
            replace(group, hits=group.hits[: self.most], total=totals.get(group.code, group.total)) for group in groups
        ]


def lately(reader: User, most: int) -> list[Hit]:
    """The people whom the reader's last acts were about, as far as they may still be opened; two queries."""
    keys = lately_opened(reader, most)
    if not keys or not reader.has_perm(READS_PEOPLE):
        return []
    rows = {row.pk: row for row in people_shown(people().visible_to(reader).filter(pk__in=keys))}
    return [person_hit(rows[key]) for key in keys if key in rows]


def people_shown(rows: Any) -> Any:
    """The people with what a line shows, in the same query."""
    return rows.with_current_job().select_related("profile")


def person_hit(person: Any) -> Hit:
    """The line of somebody who was read by ``people_shown``."""
    facts = (person.job_title, person.department_name, person.profile.employee_number)
    note = " · ".join(fact for fact in facts if fact)
    pill = "" if person.status == PersonStatus.ACTIVE else status_pill(person)
    url = reverse("admin:auth_user_change", args=[person.pk])
    return Hit(person.profile.display_name, url, "", note, pill, person)


def _document_hit(found: Found) -> Hit:
    document = found.document
    url = f"{reverse('admin:auth_user_change', args=[document.person_id])}#documents-part"
    if found.may_open:
        url = reverse("profiles:preview", args=[document.public_id])
    note = f"{document.person.profile.display_name} · {document.type}"
    return Hit(document.title, url, "document", note, document_pill(document), None, found)


def _listed(page: str, text: str) -> str:
    return f"{reverse(page)}?{urlencode({'q': text})}"
