"""Tampering is found, each kind by its name; what is no tampering raises no alarm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from profiles.history.commitments import columns_of, history_model
from profiles.history.context import acting
from profiles.history.seals import checkpoint_line, seal_events
from profiles.history.verification.report import Code
from profiles.history.verification.verify import verify
from profiles.models import EmploymentRecord, Event, Operation, Profile, Seal, tracked_models
from profiles.tests.factories import make_department

pytestmark = pytest.mark.django_db


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody works who owns the database: the triggers are taken off and put back."""
    ledger = import_module("profiles.migrations.0004_ledger_guards")
    with connection.cursor() as cursor:
        for statement in ledger.releases(connection.vendor):
            cursor.execute(statement)
        yield
        connection.check_constraints()  # what is deferred would stand in the way of the triggers
        for statement in ledger.guards(connection.vendor):
            cursor.execute(statement)


def tamper(statement: str, *values: Any) -> None:
    """Run one statement past every guard."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def codes() -> set[Code]:
    return {finding.code for finding in verify().alarms}


@pytest.fixture
def story(emil: User, hana: User) -> Event:
    """A change by hana, sealed."""
    with acting(kind="command", by=hana, reason="Name after marriage", route="test"):
        emil.profile.full_name = "Emil Brandt Holm"
        emil.profile.save()
    seal_events()
    return Event.objects.filter(changed=["full_name"]).latest("id")


def test_an_honest_ledger_is_intact(story: Event) -> None:
    report = verify()

    assert report.alarms == []
    assert (report.events, report.unsealed) == (Event.objects.count(), 0)


@pytest.mark.parametrize("column", [*columns_of(Profile), "history_date", "history_type", "history_user_id", "labels"])
def test_each_altered_column_of_a_history_row_is_found(story: Event, column: str) -> None:
    field = history_model(Profile)._meta.get_field("history_user_id" if column == "history_user_id" else column)
    was = history_model(Profile).objects.values_list(field.attname, flat=True).get(history_id=story.history_id)
    with unguarded():
        history_model(Profile).objects.filter(history_id=story.history_id).update(**{field.attname: other(was, field)})

    assert codes() & {Code.ROW_ALTERED, Code.RECORD_CHANGED}
    assert Code.ROW_ALTERED in codes()


def other(value: Any, field: Any) -> Any:
    """Some other value of the same kind."""
    match value:
        case None if field.name == "labels":
            return {"department_id": "Ghosts"}
        case None:
            return 999 if field.is_relation else "1999-01-01"
        case str() if value in {"+", "~", "-"}:
            return "-"
        case str():
            return value + "x"
        case bool():
            return not value
        case int():
            return value + 1000
    return type(value)(int=1) if hasattr(value, "hex") else value.replace(year=value.year - 1)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE profiles_event SET actor_id = 999 WHERE id = %s", Code.EVENTS_ALTERED),
        ("UPDATE profiles_event SET changed = '[\"bio\"]' WHERE id = %s", Code.EVENTS_ALTERED),
        ("UPDATE profiles_event SET id = id + 100000 WHERE id = %s", Code.EVENT_COUNT),
        ("DELETE FROM profiles_event WHERE id = %s", Code.EVENT_COUNT),
    ],
)
def test_an_altered_line_is_found(story: Event, statement: str, code: Code) -> None:
    tamper(statement, story.pk)

    assert code in codes()


def test_a_line_removed_with_its_row_is_found(story: Event) -> None:
    tamper("DELETE FROM profiles_historicalprofile WHERE history_id = %s", story.history_id)
    assert Code.ROW_MISSING in codes()
    tamper("DELETE FROM profiles_event WHERE id = %s", story.pk)

    assert Code.EVENT_COUNT in codes()


@pytest.mark.parametrize("column", ["reason", "actor_name", "route"])
def test_altered_circumstances_are_found(story: Event, column: str) -> None:
    tamper(f"UPDATE profiles_operation SET {column} = 'other' WHERE id = %s", story.operation_id)  # noqa: S608

    assert codes() == {Code.OPERATION_ALTERED}


def test_circumstances_gone_are_found(story: Event) -> None:
    tamper("DELETE FROM profiles_operation WHERE id = %s", story.operation_id)

    assert {Code.OPERATION_MISSING, Code.EVENTS_ALTERED} <= codes()


def test_a_history_row_put_in_by_hand_is_found(story: Event) -> None:
    row = history_model(Profile).objects.get(history_id=story.history_id)
    row.history_id = None
    QuerySet(type(row)).bulk_create([row])  # as somebody past our code would

    assert Code.ROW_STRAY in codes()


def test_a_row_emptied_without_a_redaction_is_found(story: Event) -> None:
    tamper("UPDATE profiles_historicalprofile SET nonce = NULL, full_name = '' WHERE history_id = %s", story.history_id)

    assert Code.ROW_EMPTIED in codes()


def test_raw_sql_on_a_record_is_found(story: Event, emil: User) -> None:
    tamper("UPDATE profiles_profile SET mobile = '+45 1' WHERE user_id = %s", emil.pk)

    [finding] = verify(person=emil).alarms
    assert finding.code is Code.RECORD_CHANGED
    assert "mobile" in finding.place


def test_a_record_added_or_removed_by_raw_sql_is_found(story: Event) -> None:
    tamper("INSERT INTO profiles_department (name) VALUES ('Ghosts')")
    assert codes() == {Code.RECORD_UNKNOWN}

    tamper("DELETE FROM profiles_department WHERE name = 'Ghosts'")
    tamper("DELETE FROM profiles_employmentrecord")
    assert codes() == {Code.RECORD_MISSING}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("root = 'ab'", Code.SEAL_ALTERED),
        ("signature = repeat_of_zero", Code.SEAL_UNSIGNED),
        ("number = 7", Code.SEAL_MISSING),
    ],
)
def test_an_altered_seal_is_found(story: Event, change: str, code: Code) -> None:
    tamper(f"UPDATE profiles_seal SET {change.replace('repeat_of_zero', repr('0' * 128))}")  # noqa: S608

    assert code in codes()


def test_the_last_seals_cut_off_show_in_the_checkpoints_alone(story: Event) -> None:
    seal = Seal.objects.get()
    line = json.loads(checkpoint_line(seal))
    tamper("DELETE FROM profiles_seal")

    assert codes() == set()
    assert {finding.code for finding in verify(checkpoints=[("mail", line)]).alarms} == {Code.CHECKPOINT_AHEAD}


def test_a_ledger_written_anew_differs_from_its_checkpoint(story: Event) -> None:
    line = json.loads(checkpoint_line(Seal.objects.get()))

    assert {f.code for f in verify(checkpoints=[("mail", {**line, "hash": "0" * 64})]).alarms} == {
        Code.CHECKPOINT_DIFFERS
    }


def test_a_foreign_key_is_found_and_an_exchanged_one_can_be_trusted(
    story: Event, settings: Any, tmp_path: Path
) -> None:
    settings.AUDIT_KEY_FILE = str(tmp_path / "another")
    assert codes() == {Code.UNKNOWN_KEY}

    settings.AUDIT_TRUSTED_KEYS = [Seal.objects.get().public_key]
    assert codes() == set()


def test_what_is_no_tampering_raises_no_alarm(emil: User, hana: User) -> None:
    job = EmploymentRecord.objects.get(person=emil)
    with acting(kind="command", by=hana, route="test"):
        job.fte = "0.50"
        job.note = "Zo\u00eb / Zoe\u0308 \U0001f600"
        job.manager = hana
        job.department = make_department("New")
        job.save()
        emil.profile.birth_date = None
        emil.profile.save()
        emil.is_active = False
        emil.save()
    seal_events()

    assert verify().alarms == []


def test_unattributed_changes_are_told_but_no_alarm(emil: User) -> None:
    emil.profile.bio = "From a shell"
    emil.profile.save()

    report = verify()
    assert report.alarms == []
    assert Code.UNATTRIBUTED in report.by_code


def test_verifying_one_person_or_from_a_seal_on(story: Event, emil: User, olga: User) -> None:
    seal_events()
    assert verify(person=emil).alarms == verify(since=2).alarms == []
    tamper("UPDATE profiles_historicalprofile SET bio = 'x' WHERE history_id = %s", story.history_id)

    assert Code.ROW_ALTERED in {f.code for f in verify(person=emil).alarms}
    assert verify(person=olga).alarms == []


def test_every_tracked_model_is_verified(story: Event) -> None:
    report = verify()

    assert report.rows == sum(history_model(model).objects.count() for model in tracked_models())


def test_the_command_reports_and_ends_with_its_code(story: Event, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_verify")
    assert "Intact: nothing was altered." in capsys.readouterr().out
    tamper("UPDATE profiles_operation SET reason = 'x' WHERE id = %s", story.operation_id)
    with pytest.raises(SystemExit, match="1"):
        call_command("audit_verify", "--json")

    report = json.loads(capsys.readouterr().out)
    assert (report["is_intact"], report["counts"]["operation-altered"]) == (False, 1)
    assert Event.objects.filter(action=Event.Action.VERIFY).count() == 2
    assert Operation.objects.latest("id").route == "audit_verify"


def test_the_command_says_whom_it_does_not_know() -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("audit_verify", "--person", "0815")
