"""What the pages say of a batch: an import has a file with rows, a change of many people has people and fields."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.exchange.tables import DEPARTMENTS, PEOPLE
from profiles.exchange.uploads import table_of
from profiles.models import ImportBatch

State = ImportBatch.State
Texts = Mapping[str, str | Promise]


class ImportWords:
    """The words for a file on its way in; the methods name the numbers of its batch."""

    cancel: str | Promise = gettext_lazy("Cancel the import")
    back: str | Promise = gettext_lazy("Back to columns")
    placeholder: str | Promise = gettext_lazy("Why is this imported? Shown in the history")
    mend: str | Promise = gettext_lazy("Mend them in the file and choose it again, or leave them out below.")
    nothing: str | Promise = gettext_lazy("The file says what the records say already: there is nothing to import.")
    nothing_short: str | Promise = gettext_lazy("Nothing to import")
    only_when_said: str | Promise = gettext_lazy("Rows with errors are left out only when you say so")
    errors: str | Promise = gettext_lazy("Rows with errors")
    errors_note: str | Promise = gettext_lazy("are mended or left out")
    leave_out_first: str | Promise = gettext_lazy(
        "There are rows with errors. Mend them, or tick that they are left out."
    )
    confirmed_before: str | Promise = gettext_lazy(
        "This import was confirmed before, or it is over. Look at what became of it."
    )
    undo: str | Promise = gettext_lazy("Undo this import")
    keep: str | Promise = gettext_lazy("Keep the import")
    history_keeps: str | Promise = gettext_lazy("The history keeps the import and the undo.")
    card: str | Promise = gettext_lazy("The import")
    begun: str | Promise = gettext_lazy("Uploaded")
    under_way: Texts = {
        State.READING: gettext_lazy("The rows are being read"),
        State.APPLYING: gettext_lazy("The rows are being imported"),
        State.UNDOING: gettext_lazy("The import is being undone"),
    }
    over: Texts = {
        State.APPLIED: gettext_lazy("Imported"),
        State.REFUSED: gettext_lazy("The import was refused"),
        State.CANCELLED: gettext_lazy("The import was cancelled"),
        State.UNDONE: gettext_lazy("The import was undone"),
        State.PARTLY_UNDONE: gettext_lazy("The import was undone in part"),
    }

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.counts: dict[str, int] = batch.counts
        self.of_people = batch.resource == PEOPLE.code
        self.written = self.counts.get("new", 0) + self.counts.get("changed", 0)
        self.to_write = self.written - self.counts.get("held", 0)
        self.left_out = self.counts.get("errors", 0) + self.counts.get("held", 0)

    def size(self) -> str:
        """How much it is."""
        return _n(ngettext("%(n)s row", "%(n)s rows", self.batch.total), self.batch.total)

    def cannot(self) -> str:
        """How many rows stay out."""
        n = self.counts.get("errors", 0)
        return _n(ngettext("%(n)s row cannot be imported.", "%(n)s rows cannot be imported.", n), n)

    def leave_out(self) -> str:
        """What the tick is for."""
        n = self.left_out
        if self.counts.get("held"):
            found = ngettext(
                "Leave out %(n)s row with errors or waiting for another",
                "Leave out %(n)s rows with errors or waiting for another",
                n,
            )
            return _n(found, n)
        return _n(ngettext("Leave out the %(n)s row with errors", "Leave out the %(n)s rows with errors", n), n)

    def confirm(self) -> str:
        """What the button does."""
        n = self.to_write
        if self.of_people:
            return _n(ngettext("Import %(n)s person", "Import %(n)s people", n), n)
        return _n(ngettext("Import %(n)s row", "Import %(n)s rows", n), n)

    def progress(self) -> str:
        """How far a job is: %d stands for the number done, %t for all of them."""
        return _("%d of %t rows")

    def result(self) -> str:
        """What became of it, in the past tense."""
        if self.batch.state != State.APPLIED:
            return str(self.over.get(self.batch.state, self.card))
        if self.of_people:
            return _n(ngettext("%(n)s person was imported", "%(n)s people were imported", self.written), self.written)
        return _n(ngettext("%(n)s row was imported", "%(n)s rows were imported", self.written), self.written)

    def undo_title(self) -> str:
        """The question before an undo."""
        return _("Undo the import of %(file)s?") % {"file": self.batch.file_name}

    def given_back(self) -> str:
        """Who gets old values back by an undo."""
        n = self.counts.get("changed", 0)
        if self.of_people:
            found = ngettext(
                "%(n)s person gets the values from before the import back.",
                "%(n)s people get the values from before the import back.",
                n,
            )
            return _n(found, n)
        found = ngettext(
            "%(n)s record gets the values from before the import back.",
            "%(n)s records get the values from before the import back.",
            n,
        )
        return _n(found, n)

    def removed(self) -> str:
        """Who goes by an undo."""
        n = self.counts.get("new", 0)
        if self.of_people:
            return _n(
                ngettext("%(n)s person whom it added is removed.", "%(n)s people whom it added are removed.", n), n
            )
        return _n(ngettext("%(n)s record that it added is removed.", "%(n)s records that it added are removed.", n), n)

    @property
    def whom(self) -> str:
        """The heading above the records that it changed."""
        return _("What it changed") if table_of(self.batch) is DEPARTMENTS else _("Whom it changed")


class ChangeWords(ImportWords):
    """The words for the same change of many people: no file, no rows, no columns."""

    cancel = gettext_lazy("Cancel the change")
    back = gettext_lazy("Back to the fields")
    placeholder = gettext_lazy("Why does this change? Shown in the history")
    mend = gettext_lazy("Go back to the fields, or leave them out.")
    nothing = gettext_lazy("The records say this already: there is nothing to change.")
    nothing_short = gettext_lazy("Nothing to change")
    only_when_said = gettext_lazy("Whom it does not fit is left out only when you say so")
    errors = gettext_lazy("Does not fit")
    errors_note = gettext_lazy("are left out")
    leave_out_first = gettext_lazy("It does not fit everybody. Go back to the fields, or tick that they are left out.")
    confirmed_before = gettext_lazy("This change was confirmed before, or it is over. Look at what became of it.")
    undo = gettext_lazy("Undo this change")
    keep = gettext_lazy("Keep the change")
    history_keeps = gettext_lazy("The history keeps the change and the undo.")
    card = gettext_lazy("The change")
    begun = gettext_lazy("Begun")
    under_way: Texts = {
        State.READING: gettext_lazy("The changes are being worked out"),
        State.APPLYING: gettext_lazy("The people are being changed"),
        State.UNDOING: gettext_lazy("The change is being undone"),
    }
    over: Texts = {
        State.REFUSED: gettext_lazy("The change was refused"),
        State.CANCELLED: gettext_lazy("The change was cancelled"),
        State.UNDONE: gettext_lazy("The change was undone"),
        State.PARTLY_UNDONE: gettext_lazy("The change was undone in part"),
    }

    def size(self) -> str:
        """How many people it is about."""
        return _n(ngettext("%(n)s person", "%(n)s people", self.batch.total), self.batch.total)

    def cannot(self) -> str:
        """How many people it does not fit."""
        n = self.counts.get("errors", 0)
        return _n(ngettext("It does not fit %(n)s person.", "It does not fit %(n)s people.", n), n)

    def leave_out(self) -> str:
        """What the tick is for."""
        n = self.left_out
        return _n(ngettext("Leave out the %(n)s person", "Leave out the %(n)s people", n), n)

    def confirm(self) -> str:
        """What the button does."""
        return _n(ngettext("Change %(n)s person", "Change %(n)s people", self.to_write), self.to_write)

    def progress(self) -> str:
        """How far a job is: %d stands for the number done, %t for all of them."""
        return _("%d of %t people")

    def result(self) -> str:
        """What became of it, in the past tense."""
        if self.batch.state != State.APPLIED:
            return str(self.over.get(self.batch.state, self.card))
        return _n(ngettext("%(n)s person was changed", "%(n)s people were changed", self.written), self.written)

    def undo_title(self) -> str:
        """The question before an undo."""
        n = self.written
        return _n(ngettext("Undo the change of %(n)s person?", "Undo the change of %(n)s people?", n), n)

    def given_back(self) -> str:
        """Who gets old values back by an undo."""
        n = self.counts.get("changed", 0)
        found = ngettext(
            "%(n)s person gets the values from before the change back.",
            "%(n)s people get the values from before the change back.",
            n,
        )
        return _n(found, n)


def words_of(batch: ImportBatch) -> ImportWords:
    """The words for what the batch is."""
    return ChangeWords(batch) if batch.is_change else ImportWords(batch)


def _n(words: str, number: int) -> str:
    return words % {"n": f"{number:,}"}
