"""Every way to write by every tracked model: as many rows of history and events as changes, each with who, how and why.

Rows and columns come from ``tracked_models()`` and the tables here: a new model without a case fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import models
from django.test import Client

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.commitments import history_model
from profiles.history.context import acting
from profiles.models import (
    AccessScope,
    Department,
    Document,
    DocumentType,
    EmergencyContact,
    EmploymentRecord,
    Event,
    Location,
    Operation,
    Profile,
    tracked_models,
)
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_location, make_person, pdf_upload
from profiles.tests.pages import form_of

from .cases import CASES, account, facts, manager, stored, text

pytestmark = pytest.mark.django_db

_Action = Event.Action
Write = Callable[[], Any]
Told = tuple[_Action, int]
WHY = "Told us by phone"


class Mark:
    """The end of history and ledger at some moment; what came later is looked at."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.event = newest(Event, "pk")
        self.row = newest(history_model(model), "history_id")

    def events(self) -> list[Event]:
        kind = KIND_AND_SUBJECT[self.model][0]
        found = Event.objects.filter(pk__gt=self.event, kind=kind).exclude(action=_Action.PERMISSION)
        return list(found.exclude(history_id=None).select_related("operation").order_by("pk"))

    def rows(self) -> list[Any]:
        return list(history_model(self.model).objects.filter(history_id__gt=self.row).order_by("history_id"))


def newest(table: Any, key: str) -> int:
    return int(table._base_manager.aggregate(newest=models.Max(key))["newest"] or 0)


# Each way to write: prepares what it needs, gives the write itself and what it must leave.
def save(model: type[models.Model]) -> tuple[Write, Told]:
    row, case = stored(model)[0], CASES[model]
    setattr(row, case.field, case.value())
    return row.save, (_Action.UPDATE, 1)


def save_new(model: type[models.Model]) -> tuple[Write, Told]:
    return CASES[model].new().save, (_Action.CREATE, 1)


def save_without_change(model: type[models.Model]) -> tuple[Write, Told]:
    return stored(model)[0].save, (_Action.UPDATE, 0)


def create(model: type[models.Model]) -> tuple[Write, Told]:
    values = facts(CASES[model].new())
    return lambda: manager(model).create(**values), (_Action.CREATE, 1)


def delete(model: type[models.Model]) -> tuple[Write, Told]:
    return stored(model)[0].delete, (_Action.DELETE, 1)


def delete_many(model: type[models.Model]) -> tuple[Write, Told]:
    rows = manager(model).filter(pk__in=[row.pk for row in stored(model, 2)])
    return rows.delete, (_Action.DELETE, 2)


def update(model: type[models.Model]) -> tuple[Write, Told]:
    row, case = stored(model)[0], CASES[model]
    value = case.value()
    return lambda: manager(model).filter(pk=row.pk).update(**{case.field: value}), (_Action.UPDATE, 1)


def bulk_create(model: type[models.Model]) -> tuple[Write, Told]:
    rows = [CASES[model].new() for _ in range(3)]
    return lambda: manager(model).bulk_create(rows), (_Action.CREATE, 3)


def bulk_update(model: type[models.Model]) -> tuple[Write, Told]:
    rows, case = stored(model, 3), CASES[model]
    for row in rows[:2]:  # the third stays as it is
        setattr(row, case.field, case.value())
    return lambda: manager(model).bulk_update(rows, [case.field]), (_Action.UPDATE, 2)


def get_or_create_new(model: type[models.Model]) -> tuple[Write, Told]:
    values = facts(CASES[model].new())
    return lambda: manager(model).get_or_create(pk=900_001, defaults=values), (_Action.CREATE, 1)


def get_or_create_known(model: type[models.Model]) -> tuple[Write, Told]:
    row = stored(model)[0]
    return lambda: manager(model).get_or_create(pk=row.pk, defaults=facts(row)), (_Action.UPDATE, 0)


def update_or_create_changed(model: type[models.Model]) -> tuple[Write, Told]:
    row, case = stored(model)[0], CASES[model]
    values = {case.field: case.value()}
    return lambda: manager(model).update_or_create(pk=row.pk, defaults=values), (_Action.UPDATE, 1)


def update_or_create_unchanged(model: type[models.Model]) -> tuple[Write, Told]:
    row, case = stored(model)[0], CASES[model]
    values = {case.field: getattr(row, case.field)}
    return lambda: manager(model).update_or_create(pk=row.pk, defaults=values), (_Action.UPDATE, 0)


WAYS = (
    save, save_new, save_without_change, create, delete, delete_many, update, bulk_create, bulk_update,
    get_or_create_new, get_or_create_known, update_or_create_changed, update_or_create_unchanged,
)  # fmt: skip


def named(value: Any) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize("model", tracked_models(), ids=named)
@pytest.mark.parametrize("way", WAYS, ids=named)
def test_every_write_leaves_its_rows_and_events(way: Any, model: type[models.Model]) -> None:
    hana = make_person("Hana Novotná")
    write, (action, count) = way(model)
    mark = Mark(model)

    with acting(kind="command", by=hana, reason=WHY, route="matrix"):
        write()

    events, rows = mark.events(), mark.rows()
    assert [event.action for event in events] == [action] * count
    assert [event.history_id for event in events] == [row.history_id for row in rows]
    assert {row.operation_id for row in rows} <= {event.operation_id for event in events}
    assert {(row.history_user_id, event.actor_id) for row, event in zip(rows, events, strict=True)} <= {(hana.pk,) * 2}
    told = {(one.operation.actor_name, one.operation.kind, one.operation.reason, one.operation.route) for one in events}
    assert told <= {("Hana Novotná", Operation.Kind.COMMAND, WHY, "matrix")}
    if action == _Action.UPDATE:
        assert all(event.changed == [CASES[model].field] for event in events)


@pytest.mark.parametrize("model", tracked_models(), ids=named)
def test_what_is_recorded_is_what_is_stored(model: type[models.Model]) -> None:
    row = stored(model)[0]
    write, _told = save(model)
    mark = Mark(model)

    write()
    manager(model).filter(pk=row.pk).delete()

    changed, removed = mark.rows()
    names = [field.attname for field in changed.tracked_fields]
    now = manager(model).filter(pk=changed.instance.pk).values(*names).get()
    assert {name: getattr(changed, name) for name in names} == now
    assert getattr(removed, model._meta.pk.attname) == row.pk


@pytest.mark.parametrize("model", tracked_models(), ids=named)
def test_a_shell_without_an_operation_is_shown_as_unattributed(model: type[models.Model]) -> None:
    write, _told = save(model)
    mark = Mark(model)

    write()

    [event] = mark.events()
    assert (event.actor_id, event.operation.kind) == (None, Operation.Kind.SYSTEM)
    assert not event.operation.is_attributed


def test_every_tracked_model_has_a_case_and_its_doors() -> None:
    assert set(CASES) == set(DOORS) == set(tracked_models())


# The doors: each changes or adds one row of its model by the page that people use.
Door = Callable[[Client, User], Any]


def _page(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def _person_page(**values: Any) -> Door:
    def send(client: Client, emil: User) -> Any:
        return client.post(_page(emil), {**form_of(client, _page(emil)), **values, "_reason": WHY, "_continue": "1"})

    return send


def _setting_page(name: str, form_id: str, make: Callable[[], models.Model]) -> Door:
    def send(client: Client, emil: User) -> Any:
        address = f"/admin/profiles/{name}/{make().pk}/change/"
        data = {**form_of(client, address, form_id), "name": text(), "_reason": WHY}
        return client.post(address, data)

    return send


def _add_document(client: Client, emil: User) -> Any:
    kind = DocumentType.objects.get(code="contract")
    file = {"documents-0-type": kind.pk, "documents-0-file": pdf_upload("contract.pdf", text())}
    return _person_page(**file)(client, emil)


def _scope(client: Client, emil: User) -> Any:
    return _person_page(**{"access_scopes-0-department": make_department(text()).pk})(client, emil)


#: Each model's door in the admin: who goes through it, how; None where the admin changes nothing, with the reason.
DOORS: dict[type[models.Model], tuple[str, Door] | str] = {
    User: ("hana", _person_page(first_name="Emilio")),
    Profile: ("hana", _person_page(**{"profile-0-company": "Nordlys A/S"})),
    EmploymentRecord: ("hana", _person_page(**{"employment-0-job_title": "Senior technician"})),
    EmergencyContact: (
        "hana",
        _person_page(**{"emergency_contacts-0-name": "Ida", "emergency_contacts-0-phone": "112"}),
    ),
    Document: ("hana", _add_document),
    AccessScope: ("sami", _scope),
    Department: ("hana", _setting_page("department", "department_form", lambda: make_department(text()))),
    Location: ("hana", _setting_page("location", "location_form", lambda: make_location(text()))),
    DocumentType: (
        "hana",
        _setting_page("documenttype", "documenttype_form", lambda: DocumentType.objects.get(code="other")),
    ),
    Group: "Roles come from the policy.",
}


@pytest.mark.parametrize("model", [model for model in DOORS if not isinstance(DOORS[model], str)], ids=named)
def test_the_admin_tells_who_how_and_why(
    model: type[models.Model], request: pytest.FixtureRequest, emil: User, as_user: SignIn
) -> None:
    who, door = cast(tuple[str, Door], DOORS[model])
    actor: User = request.getfixturevalue(who)
    mark = Mark(model)

    answer = door(as_user(actor), emil)

    assert answer.status_code == 302, answer.content
    events = [event for event in mark.events() if event.operation.is_attributed]
    assert {event.history_id for event in events} <= {row.history_id for row in mark.rows()}
    assert {(one.actor_id, one.operation.kind, one.operation.reason) for one in events} == {
        (actor.pk, Operation.Kind.WEB, WHY)
    }
    assert len({event.operation_id for event in events}) == 1


OWN: dict[type[models.Model], dict[str, str]] = {
    Profile: {"pronouns": "they"},
    EmergencyContact: {
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "0",
        "contacts-0-name": "Ida",
        "contacts-0-phone": "112",
        "contacts-0-priority": "1",
    },
}


@pytest.mark.parametrize("model", OWN, ids=named)
def test_the_own_page_tells_that_it_was_the_person(model: type[models.Model], emil: User, as_user: SignIn) -> None:
    client, mark = as_user(emil), Mark(model)

    answer = client.post("/profile/edit/", OWN[model])

    assert answer.status_code == 302, answer.content
    [event] = mark.events()
    assert (event.actor_id, event.subject_id, event.operation.kind) == (emil.pk, emil.pk, Operation.Kind.WEB)
    assert event.operation.route == "/profile/edit/"


def test_a_command_tells_that_it_was_one() -> None:
    marks = [Mark(model) for model in (User, Profile, EmploymentRecord)]

    call_command("create_person", full_name="Nina Holm", email="nina@nordlys.example", job_title="Technician")

    for mark in marks:
        [event] = mark.events()
        assert (event.action, event.operation.kind) == (_Action.CREATE, Operation.Kind.COMMAND)
        assert event.operation.is_attributed
    assert account().pk
