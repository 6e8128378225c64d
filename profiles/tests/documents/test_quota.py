"""People may add so much to their own record; HR may add more."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from profiles.documents.errors import UploadRejected
from profiles.documents.quota import quota_left, quota_text
from profiles.documents.uploads import add_document, replace_document
from profiles.models import Document, DocumentType

FULL = "You have added as much as one person may. Ask HR to add further files."


def add(person: User, by: User | None, text: str) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(person, SimpleUploadedFile("note.txt", text.encode()), type=kind, by=by, render="later")


def refused(person: User, text: str = "x") -> UploadRejected:
    with pytest.raises(UploadRejected) as caught:
        add(person, person, text)
    return caught.value


def test_every_version_that_people_add_themselves_counts(emil: User, hana: User, settings: Any) -> None:
    settings.OWN_FILES_MAX = 3
    document = add(emil, emil, "one")
    replace_document(document, SimpleUploadedFile("note.txt", b"two"), by=emil, render="later")
    add(emil, hana, "from HR")
    add(emil, None, "from a command")

    assert quota_left(emil).files == 1


def test_one_more_than_the_limit_is_refused_and_hr_may_still_add(emil: User, hana: User, settings: Any) -> None:
    settings.OWN_FILES_MAX = 1
    document = add(emil, emil, "one")

    assert (refused(emil).code, quota_text(emil)) == ("quota-files", FULL)
    with pytest.raises(UploadRejected):
        replace_document(document, SimpleUploadedFile("note.txt", b"two"), by=emil)
    add(emil, hana, "two")


def test_files_together_have_a_limit_too(emil: User, settings: Any) -> None:
    settings.OWN_FILES_MAX_BYTES = 1024 * 1024
    add(emil, emil, "x" * 600_000)

    assert refused(emil, "y" * 600_000).code == "quota-size"
    assert refused(emil, "y" * 600_000).message == (
        "Your files together would be larger than 1 MB. Make this one smaller, or ask HR to add it."
    )


def test_what_is_left_stands_in_words(emil: User, settings: Any) -> None:
    settings.OWN_FILES_MAX = 2
    assert quota_text(emil) == "You can add 2 more files, up to 500 MB together."

    add(emil, emil, "one")
    assert quota_text(emil) == "You can add 1 more file, up to 499 MB."
