"""What a verb refuses while the page is saved, said beside the field as if the form itself had found it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from profiles.documents.errors import UploadRejected
from profiles.history.context import ReasonNeeded


class RefusedWhileSavingError(Exception):
    """A verb said no: nothing of the page is kept, and the page is shown again with the sentence in its place."""

    def __init__(self, prefix: str, field: str, message: str) -> None:
        super().__init__(message)
        self.prefix = prefix
        self.field = field
        self.message = message


@contextmanager
def refusing(form: Any, field: str) -> Iterator[None]:
    """Run a verb on behalf of a form; its refusal is about ``field`` unless it names another field of the form."""
    try:
        yield
    except UploadRejected as refusal:
        named = refusal.field if refusal.field in form.fields else field
        raise RefusedWhileSavingError(form.prefix, named, refusal.message) from refusal
    except ReasonNeeded:
        raise  # not about the field: asked for beside the reason
    except ValidationError as refusal:
        named, messages = next(iter(refusal.update_error_dict({}).items()))
        sentence = ValidationError(messages).messages[0]
        raise RefusedWhileSavingError(form.prefix, named if named in form.fields else field, sentence) from refusal


def repeat_refusal(form: BaseForm, request: HttpRequest) -> None:
    """On the second look at the same page put the refusal where it belongs."""
    refusal: RefusedWhileSavingError | None = request.META.get("hr.refusal")
    if refusal is not None and refusal.prefix == form.prefix:
        form.add_error(refusal.field, refusal.message)
