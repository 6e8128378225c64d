"""Every address by every role: the addresses come from the URL configuration itself, so a new one needs a rule.

Each rule says how to make the address and what each of the cast gets: nobody (not signed in), emil (the employee
concerned), olga (another employee), hana (HR), sven (HR of another department), aya (auditor), sami (administrator).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from profiles import policy
from profiles.documents.uploads import add_document
from profiles.models import Department, Document, DocumentType, Event, Location, RecordKind, tracked_models
from profiles.tests.factories import make_location, pdf_upload

pytestmark = pytest.mark.django_db

CAST = ("nobody", "emil", "olga", "hana", "sven", "aya", "sami")


@dataclass
class Record:
    """What the addresses speak of."""

    emil: User
    document: Document
    department: Department
    location: Location


Make = Callable[[Record], str]


@dataclass(frozen=True)
class Rule:
    """How to make the address, and the status each of the cast gets, in the order of CAST."""

    make: Make
    get: tuple[int, ...]
    post: tuple[int, ...] = ()


def everybody(status: int) -> tuple[int, ...]:
    return (status,) * len(CAST)


SIGNED_IN = (302, 200, 200, 200, 200, 200, 200)
ADMIN = (302, 404, 404, 200, 200, 200, 200)
ADMIN_MOVES = (302, 404, 404, 302, 302, 302, 302)
KEEPERS = (302, 404, 404, 200, 200, 403, 200)
EMILS_RECORD = (302, 404, 404, 200, 404, 200, 200)
EMILS_KEEPERS = (302, 404, 404, 200, 404, 403, 200)
HR_AND_UP = (302, 404, 404, 200, 403, 403, 200)
AUDIT_AND_UP = (302, 404, 404, 403, 403, 200, 200)
NOT_HERE = (302, 404, 404, 403, 403, 403, 403)
NO_IMPORT = "00000000-0000-4000-8000-000000000000"
GUARDED_404 = (302, 404, 404, 404, 404, 404, 404)


def at(path: str) -> Make:
    return lambda record: path.format(
        emil=record.emil.pk,
        public_id=record.emil.profile.public_id,
        document=record.document.public_id,
        document_pk=record.document.pk,
        key=record.document.current.blob.storage_key if record.document.current else "",
        department=record.department.pk,
        location=record.location.pk,
        type=record.document.type_id,
        role=Group.objects.get(name=policy.HR).pk,
    )


def restore_address(record: Record) -> str:
    event = Event.objects.filter(subject_id=record.emil.pk, kind=RecordKind.PROFILE).earliest("id")
    return f"/admin/auth/user/{record.emil.pk}/restore/{event.pk}/"


RULES: dict[str, Rule] = {
    "healthz": Rule(at("/healthz"), everybody(200)),
    "readyz": Rule(at("/readyz"), everybody(200)),
    "nothing-here": Rule(at("/no/such/page/"), everybody(404)),
    # Accounts
    "sign-in": Rule(at("/sign-in/"), (200, 302, 302, 302, 302, 302, 302)),
    "sign-out": Rule(at("/sign-out/"), everybody(405)),
    "password-change": Rule(at("/password/"), SIGNED_IN),
    "password-change-done": Rule(at("/password/done/"), SIGNED_IN),
    "password-reset": Rule(at("/reset/"), everybody(200)),
    "password-reset-done": Rule(at("/reset/sent/"), everybody(200)),
    "password-reset-complete": Rule(at("/reset/done/"), everybody(200)),
    "password-reset-confirm": Rule(at("/reset/MQ/no-token/"), everybody(200)),
    "invitation": Rule(at("/invitation/MQ/no-token/"), everybody(200)),
    # Own pages
    "profiles:start": Rule(at("/"), everybody(302)),
    "profiles:own": Rule(at("/profile/"), SIGNED_IN),
    "profiles:edit": Rule(at("/profile/edit/"), SIGNED_IN),
    "profiles:preferences": Rule(at("/profile/preferences/"), SIGNED_IN),
    "profiles:own-documents": Rule(at("/profile/documents/"), SIGNED_IN),
    # Files: emil's CV
    "profiles:document": Rule(at("/documents/{document}/"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:document-version": Rule(at("/documents/{document}/v1/"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:preview": Rule(at("/documents/{document}/view/"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:preview-page": Rule(at("/documents/{document}/v1/pages/1/"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:preview-thumb": Rule(at("/documents/{document}/v1/thumb/"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:media": Rule(at("/media/{key}"), (404, 200, 404, 200, 404, 404, 200)),
    "profiles:bundle": Rule(at("/documents/zip/"), everybody(405)),
    "profiles:photo": Rule(at("/people/{public_id}/photo/"), everybody(404)),
    # The admin
    "admin:index": Rule(at("/admin/"), ADMIN),
    "admin:login": Rule(at("/admin/login/"), (302, 404, 404, 302, 302, 302, 302)),
    "admin:logout": Rule(at("/admin/logout/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:password_change": Rule(at("/admin/password_change/"), ADMIN_MOVES),
    "admin:password_change_done": Rule(at("/admin/password_change/done/"), ADMIN_MOVES),
    "admin:jsi18n": Rule(at("/admin/jsi18n/"), ADMIN),
    "admin:autocomplete": Rule(
        at("/admin/autocomplete/?app_label=profiles&model_name=employmentrecord&field_name=manager"), ADMIN
    ),
    "admin:app_list": Rule(at("/admin/profiles/"), ADMIN_MOVES),
    "admin:catch-all": Rule(at("/admin/no/such/page/"), GUARDED_404),
    "admin:organisation": Rule(at("/admin/organisation/"), ADMIN),
    "admin:exports": Rule(at("/admin/exports/"), KEEPERS),
    "admin:export": Rule(at("/admin/exports/people/"), KEEPERS),
    # Imports: nobody's here, so that the addresses of one are of none.
    "admin:imports": Rule(at("/admin/imports/"), KEEPERS),
    "admin:import_new": Rule(at("/admin/imports/new/"), KEEPERS),
    **{
        f"admin:{name}": Rule(at(f"/admin/imports/{NO_IMPORT}/{rest}"), (302, 404, 404, 404, 404, 403, 404))
        for name, rest in (
            ("import", ""),
            ("import_columns", "columns/"),
            ("import_errors", "errors/"),
            ("import_progress", "progress/"),
            ("import_confirm", "confirm/"),
            ("import_cancel", "cancel/"),
            ("import_again", "again/"),
            ("import_undo", "undo/"),
        )
    },
    "admin:search": Rule(at("/admin/search/?q=emil"), ADMIN),
    "admin:search_quick": Rule(at("/admin/search/quick/?q=emil"), ADMIN),
    "admin:styleguide": Rule(at("/admin/styleguide/"), GUARDED_404),
    "admin:auth_user_changelist": Rule(at("/admin/auth/user/"), ADMIN),
    "admin:auth_user_columns": Rule(at("/admin/auth/user/columns/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:auth_user_save_view": Rule(at("/admin/auth/user/views/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:auth_user_first_view": Rule(at("/admin/auth/user/views/first/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:auth_user_remove_view": Rule(at("/admin/auth/user/views/1/remove/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:auth_user_add": Rule(at("/admin/auth/user/add/"), KEEPERS),
    "admin:auth_user_change": Rule(at("/admin/auth/user/{emil}/change/"), EMILS_RECORD),
    "admin:auth_user_end_employment": Rule(at("/admin/auth/user/{emil}/end-employment/"), EMILS_KEEPERS),
    "admin:auth_user_invite": Rule(at("/admin/auth/user/{emil}/invite/"), (302, 404, 404, 405, 404, 403, 405)),
    "admin:auth_user_documents": Rule(at("/admin/auth/user/{emil}/documents/"), (302, 404, 404, 405, 404, 403, 405)),
    "admin:auth_user_history": Rule(at("/admin/auth/user/{emil}/history/"), EMILS_RECORD),
    "admin:auth_user_looks": Rule(at("/admin/auth/user/{emil}/looks/"), EMILS_RECORD),
    "admin:auth_user_access": Rule(at("/admin/auth/user/{emil}/access/"), EMILS_RECORD),
    "admin:auth_user_restore": Rule(restore_address, EMILS_KEEPERS),
    "admin:auth_user_as_of": Rule(at("/admin/auth/user/{emil}/as-of/"), EMILS_RECORD),
    "admin:auth_user_compare": Rule(at("/admin/auth/user/{emil}/compare/"), EMILS_RECORD),
    "admin:auth_group_changelist": Rule(at("/admin/auth/group/"), AUDIT_AND_UP),
    "admin:auth_group_add": Rule(at("/admin/auth/group/add/"), NOT_HERE),
    "admin:auth_group_change": Rule(at("/admin/auth/group/{role}/change/"), AUDIT_AND_UP),
    "admin:profiles_document_changelist": Rule(at("/admin/profiles/document/"), ADMIN),
    "admin:profiles_document_add": Rule(at("/admin/profiles/document/add/"), NOT_HERE),
    "admin:profiles_document_change": Rule(at("/admin/profiles/document/{document_pk}/change/"), EMILS_RECORD),
    **{
        f"admin:profiles_document_{act}": Rule(
            at(f"/admin/profiles/document/{{document_pk}}/{act}/"), (302, 404, 404, 405, 404, 403, 405)
        )
        for act in ("verify", "reject", "archive", "reopen", "restore")
    },
    "admin:profiles_document_openings": Rule(at("/admin/profiles/document/{document_pk}/openings/"), EMILS_RECORD),
    "admin:audit_log": Rule(at("/admin/audit/"), ADMIN),
    "admin:audit_export": Rule(at("/admin/audit/export/?format=csv"), ADMIN),
    "admin:audit_sample": Rule(at("/admin/audit/sample/?seed=1&upto=9"), ADMIN),
    "admin:audit_evidence": Rule(at("/admin/audit/evidence/?action=1"), ADMIN),
    "admin:audit_proof": Rule(at("/admin/audit/proof/"), (302, 404, 404, 403, 403, 200, 200)),
    "admin:audit_recorded": Rule(at("/admin/audit/recorded/"), ADMIN),
    "admin:audit_review": Rule(at("/admin/audit/review/"), (302, 404, 404, 403, 403, 405, 405)),
    "admin:audit_save_filter": Rule(at("/admin/audit/filters/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:audit_remove_filter": Rule(at("/admin/audit/filters/1/remove/"), (302, 404, 404, 405, 405, 405, 405)),
    "admin:profiles_documenttype_changelist": Rule(at("/admin/profiles/documenttype/"), ADMIN),
    "admin:profiles_documenttype_add": Rule(at("/admin/profiles/documenttype/add/"), HR_AND_UP),
    "admin:profiles_documenttype_change": Rule(at("/admin/profiles/documenttype/{type}/change/"), ADMIN),
    "admin:profiles_department_changelist": Rule(at("/admin/profiles/department/"), ADMIN),
    "admin:profiles_department_add": Rule(at("/admin/profiles/department/add/"), HR_AND_UP),
    "admin:profiles_department_change": Rule(at("/admin/profiles/department/{department}/change/"), EMILS_RECORD),
    "admin:profiles_location_changelist": Rule(at("/admin/profiles/location/"), ADMIN),
    "admin:profiles_location_add": Rule(at("/admin/profiles/location/add/"), HR_AND_UP),
    "admin:profiles_location_change": Rule(at("/admin/profiles/location/{location}/change/"), ADMIN),
}

#: Short forms of a change page that lead to it.
REDIRECTS_TO_CHANGE = "<path:object_id>/"


def addresses(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """The name of every address; the admin's own nameless ones by what they do."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace or "")))
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            if entry.name is None and str(entry.pattern) == REDIRECTS_TO_CHANGE:
                continue
            yield f"{namespace}:{entry.name or 'catch-all'}" if namespace else str(entry.name)


@pytest.fixture
def record(emil: User, lab: Department) -> Record:
    kind = DocumentType.objects.get(code="cv")
    return Record(emil, add_document(emil, pdf_upload(), type=kind, by=None), lab, make_location())


@pytest.fixture
def clients(
    emil: User, olga: User, hana: User, sven: User, aya: User, sami: User, as_user: Callable[[User], Client]
) -> dict[str, Client]:
    cast = {"emil": emil, "olga": olga, "hana": hana, "sven": sven, "aya": aya, "sami": sami}
    return {"nobody": Client(), **{name: as_user(user) for name, user in cast.items()}}


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert set(addresses()) == set(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_everybody_gets_what_the_rule_says(name: str, record: Record, clients: dict[str, Client]) -> None:
    rule = RULES[name]
    address = rule.make(record)

    got = {who: clients[who].get(address).status_code for who in CAST}

    assert got == dict(zip(CAST, rule.get, strict=True))


@pytest.mark.parametrize("name", sorted(name for name in RULES if name.startswith("admin:") and name != "admin:logout"))
@pytest.mark.parametrize("who", ["aya", "emil"])
def test_who_only_reads_writes_nothing_anywhere(
    name: str, who: str, record: Record, clients: dict[str, Client]
) -> None:
    before = counts()

    for method in ("post", "put", "patch", "delete"):
        response = getattr(clients[who], method)(RULES[name].make(record), {"_save": "1", "is_superuser": "on"})
        assert response.status_code in {302, 400, 403, 404, 405}

    assert counts() == before


#: What auditors write on pages of the ledger: that they looked, the filters that they keep, that all was verified.
AUDITORS_WRITE = {"admin:audit_review", "admin:audit_save_filter", "admin:audit_remove_filter", "admin:audit_proof"}
HISTORY = ("history", "as_of", "compare", "looks", "access", "restore")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in sorted(RULES)
        if (name.startswith("admin:audit_") and name not in AUDITORS_WRITE)
        or name in {f"admin:auth_user_{page}" for page in HISTORY}
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_page_of_the_history_takes_anything_from_an_auditor(
    name: str, method: str, record: Record, clients: dict[str, Client]
) -> None:
    before = counts()
    address = RULES[name].make(record)

    assert getattr(clients["aya"], method)(address, {"_save": "1"}).status_code in (403, 404, 405)
    assert counts() == before
    assert not Event.objects.filter(actor_id=clients["aya"].session["_auth_user_id"], outcome=1, action__lt=4).exists()


def counts() -> dict[str, int]:
    """How many history rows each tracked table has."""
    return {model.__name__: model.history.count() for model in tracked_models()}  # type: ignore[attr-defined]
