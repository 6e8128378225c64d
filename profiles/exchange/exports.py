"""Tables that leave as files: who may take which columns, the rows one by one, and the line in the ledger.

``start_export`` is the verb. It records the export first and reads the rows when they are asked for: no file
leaves without its line, and no table is ever held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from profiles import policy
from profiles.history.access import record_access
from profiles.lib.table_writers import csv_chunks, json_chunks, write_xlsx
from profiles.models import Event, RecordKind
from profiles.permissions import as_keeper, visible_fields

from .places import paths_of_departments

EXPORT, RESTRICTED = "profiles.export_people", "profiles.export_restricted"
#: Rows that the database hands over at once.
ROWS_AT_ONCE = 2000

Rows = QuerySet[Any, Any]
Show = Callable[[Any], Any]
