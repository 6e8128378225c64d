"""Moving everything to another database, row by row as it is: numbers, times, salts and seals stay what they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _

from profiles.models import Operation

#: How many rows are read and written at a time.
PIECE = 500

Tell = Callable[[str, int, int], None]


class TargetInUse(Exception):
    """The other database holds records already: nothing was written to it."""


def move_to(target: str, tell: Tell) -> int:
    """Make the tables in the database of the alias ``target`` and copy every row; how many there were.

    ``tell`` hears the table, the rows done and the rows to do. All or nothing. Raises TargetInUse.
    """
    with _quiet_after_migrations():
        call_command("migrate", database=target, verbosity=0, interactive=False)
    moved = [model for model in apps.get_models(include_auto_created=True) if model._meta.can_migrate(target)]
    if Operation.objects.using(target).exists() or any(_rows(model, target).exists() for model in moved):
        raise TargetInUse(_("The other database holds records already. Give an empty one."))
    total = sum(_rows(model, DEFAULT_DB_ALIAS).count() for model in moved)
    done = 0
    with transaction.atomic(using=DEFAULT_DB_ALIAS), transaction.atomic(using=target):
        for model in moved:
            for count in _copy(model, target):
                done += count
                tell(str(model._meta.verbose_name_plural), done, total)
        _count_on(moved, target)
    return done


@contextmanager
def _quiet_after_migrations() -> Iterator[None]:
    """Nothing is set up in the other database: roles, types and all else come with the rows."""
    kept, post_migrate.receivers = post_migrate.receivers, []
    post_migrate.sender_receivers_cache.clear()
    try:
        yield
    finally:
        post_migrate.receivers = kept
        post_migrate.sender_receivers_cache.clear()


def _rows(model: type[models.Model], using: str) -> QuerySet[Any]:
    # Not the model's own way: that records each write, and these writes were recorded when they happened.
    return QuerySet(model, using=using)


def _copy(model: type[models.Model], target: str) -> Iterator[int]:
    fields = model._meta.concrete_fields
    most = connections[target].ops.bulk_batch_size(list(fields), [None] * PIECE)
    rows = iter(_rows(model, DEFAULT_DB_ALIAS).order_by("pk").iterator(PIECE))
    while piece := list(islice(rows, min(most, PIECE))):
        # Raw, as times of their own making would be those of today.
        into: Any = _rows(model, target)
        into._insert(piece, fields=fields, using=target, raw=True)
        yield len(piece)


def _count_on(moved: list[type[models.Model]], target: str) -> None:
    """New rows get numbers after the highest one."""
    with connections[target].cursor() as cursor:
        for statement in connections[target].ops.sequence_reset_sql(no_style(), moved):
            cursor.execute(statement)
