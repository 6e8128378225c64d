"""After migrations the old rows still prove themselves: columns that were added, renamed or left since."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet

from profiles.history import schemas
from profiles.history.commitments import columns_of, history_commitment, history_model, schema_code
from profiles.history.context import acting
from profiles.history.seals import seal_events
from profiles.history.verification.report import Code
from profiles.history.verification.verify import verify
from profiles.models import Event, Profile, RecordSchema

pytestmark = pytest.mark.django_db

LABEL = Profile._meta.label


def write_as_of_then(person: User, columns: dict[str, Any], *, is_known: bool = True, **beside: Any) -> None:
    """A change of the person's profile as it was written when the table had these columns."""
    with acting(kind="command", route="test") as act:
        newest = history_model(Profile).objects.filter(user_id=person.pk).latest("history_id")
        code = schema_code(LABEL, list(columns))
        if is_known:
            RecordSchema.objects.create(code=code, model=LABEL, columns=list(columns))
        newest.history_id, newest.history_type, newest.schema, newest.nonce = None, "~", code, secrets.token_bytes(16)
        newest.operation_id, newest.history_user_id, newest.labels = act.operation().pk, None, None
        for name, value in beside.items():
            setattr(newest, name, value)
        rows: QuerySet[Any] = QuerySet(type(newest))
        [row] = rows.bulk_create([newest])
        commitment = history_commitment(
            row.nonce, schema=code, change="~", at=row.history_date, labels=None, values=columns
        )
        Event.objects.create(
            operation=act.operation(),
            action=Event.Action.UPDATE,
            kind=3,
            object_id=row.id,
            subject_id=person.pk,
            history_id=row.history_id,
            changed=["bio"],
            commitment=commitment,
        )
    seal_events()


@pytest.fixture
def today(emil: User) -> dict[str, Any]:
    """The columns of the profile as they are now, with their values."""
    return dict(history_model(Profile).objects.filter(user=emil).values(*columns_of(Profile)).latest("history_id"))


def test_a_column_added_since_raises_no_alarm(emil: User, today: dict[str, Any]) -> None:
    del today["pronouns"]
    write_as_of_then(emil, today)

    assert verify().alarms == []


def test_a_column_renamed_since_raises_no_alarm(
    emil: User, today: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "RENAMED", {LABEL: {"cell_phone": "mobile"}})
    today["cell_phone"] = today.pop("mobile")
    write_as_of_then(emil, today)

    assert verify().alarms == []


def test_a_column_that_left_the_model_is_still_proved_by_the_history(
    emil: User, today: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library's own column stands for one that the history keeps and the model has no more.
    monkeypatch.setattr(schemas, "RENAMED", {LABEL: {"fax": "history_change_reason"}})
    write_as_of_then(emil, {**today, "fax": "+45 33 12"}, history_change_reason="+45 33 12")
    assert verify().alarms == []

    write_as_of_then(emil, {**today, "fax": "+45 33 12", "telex": "1"}, history_change_reason="other")
    assert {finding.code for finding in verify().alarms} == {Code.SCHEMA_UNKNOWN}


def test_an_altered_value_of_a_column_that_left_is_found(
    emil: User, today: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "RENAMED", {LABEL: {"fax": "history_change_reason"}})
    write_as_of_then(emil, {**today, "fax": "+45 33 12"}, history_change_reason="+45 99 99")

    assert {finding.code for finding in verify().alarms} == {Code.ROW_ALTERED}


def test_columns_of_an_unknown_time_are_told(emil: User, today: dict[str, Any]) -> None:
    del today["pronouns"]
    write_as_of_then(emil, today, is_known=False)

    assert {finding.code for finding in verify().alarms} == {Code.SCHEMA_UNKNOWN}
