"""Documents found by words: of their title, type, issuer, file name and person, and of the text of the file.

What a file says is looked into only where the reader may open it; nothing of any other file can be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from profiles import policy
from profiles.lib.snippets import Piece, snippet
from profiles.models import Document, DocumentType, DocumentVersion, Extract, Profile, Viewer
from profiles.models.documents import DocumentQuerySet
from profiles.models.search import Alternatives, FoundIn, folded, is_called, words_of
from profiles.permissions import can_open, general_audiences, know_people, know_visible, openable_documents, opens_all

#: Letters of a text in which words are found; the rest of a longer text is read in the preview alone.
TEXT_CHARACTERS = 100_000
#: Shorter words are found in titles and names, not in texts: nearly every text has them.
TEXT_LETTERS = 3

_TITLES, _FILES, _TEXTS = "profiles_documentwords", "profiles_filewords", "profiles_textwords"
_PEOPLE, _NAMES = "profiles_profilewords", {"full_name", "preferred_name", "employee_number"}


def find_documents(
    rows: DocumentQuerySet, text: str, by: Viewer, kinds: Sequence[tuple[int, str]] | None = None
) -> DocumentQuerySet:
    """Those of ``rows`` that ``by`` may know of and in which every word is found; none for a text without words.

    One query, of an index on either database, and one for ``kinds``, the keys and names of all types, unless given.
    """
    wanted = words_of(text)
    rows = rows.visible_to(by)
    if not wanted:
        return rows.none()
    if kinds is None:
        kinds = list(DocumentType.objects.values_list("pk", "name"))
    sees = _sees(by)
    for ways in wanted:
        rows = rows.filter(pk__in=_holding(ways, by, sees, kinds))
    return rows


@dataclass(frozen=True)
class Found:
    """A document found: ``may_open`` by the reader, and where in its text the words stand; empty for nowhere."""

    document: Document
    may_open: bool
    snippet: Sequence[Piece]


def with_snippets(documents: Iterable[Document], text: str, by: Viewer) -> list[Found]:
    """The documents, loaded ``with_version``, each with its snippet where the reader may open it; one query or two."""
    rows = list(documents)
    # They were found among those that the account may see; whoever audits as well is asked about each.
    know_visible(by, (row.person_id for row in rows))
    know_people(by, (row.person_id for row in rows))
    opens = {row.pk: _may_open(by, row) for row in rows}
    blobs = {row.current.blob_id for row in rows if row.current is not None and opens[row.pk]}
    texts = _texts(blobs)
    words = plain_words(text)
    found = []
    for row in rows:
        told = texts.get(row.current.blob_id, "") if row.current is not None and opens[row.pk] else ""
        found.append(Found(row, opens[row.pk], snippet(told, [word for word in words if len(word) >= TEXT_LETTERS])))
    return found


def plain_words(text: str) -> list[str]:
    """The words that a text is searched by, in small letters without accents, to be marked where they were found."""
    return [folded(word.text) for ways in words_of(text) for way in ways for word in way]


def _sees(by: Viewer) -> frozenset[str]:
    """Fields of a document that the account sees of each one that it may know of."""
    seen_as = general_audiences(by)
    if not seen_as & {policy.Audience.ADMINISTRATOR, policy.Audience.HR, policy.Audience.AUDITOR}:
        # Without a role those documents are the account's own.
        seen_as |= {policy.Audience.SELF}
    return policy.visible_fields("profiles.Document", seen_as) | (
        policy.visible_fields("profiles.DocumentVersion", seen_as) & {"display_name"}
    )


def _holding(
    ways: Alternatives, by: Viewer, sees: frozenset[str], kinds: Sequence[tuple[int, str]]
) -> QuerySet[Any, Any]:
    """Keys of documents that hold one of the ways anywhere."""
    documents = Document.objects.order_by()
    titles = sees & {"title", "issuer"}
    parts = [documents.filter(Q(FoundIn(_TITLES, titles, ways, "id")))] if titles else []
    if "display_name" in sees:
        versions = DocumentVersion.objects.filter(Q(FoundIn(_FILES, frozenset({"display_name"}), ways, "id")))
        parts.append(documents.filter(current__in=versions.order_by().values("pk")))
    if "type" in sees and (named := [pk for pk, name in kinds if is_called(name, ways)]):
        parts.append(documents.filter(type__in=named))
    people = policy.visible_fields("profiles.Profile", general_audiences(by)) & _NAMES
    owners = Profile.objects.filter(Q(FoundIn(_PEOPLE, people, ways, "user_id"))).order_by()
    parts.append(documents.filter(person__in=owners.values("user_id")))
    if any(len(word.text) >= TEXT_LETTERS for way in ways for word in way):
        texts = Extract.objects.filter(Q(FoundIn(_TEXTS, frozenset({"text"}), ways, "id"))).order_by()
        versions = DocumentVersion.objects.filter(blob__in=texts.values("blob_id")).order_by()
        # Whoever opens all that they may know of is not asked twice: the rows are theirs to know of anyway.
        opened = documents if opens_all(by) else openable_documents(by).order_by()
        parts.append(opened.filter(current__in=versions.values("pk")))
    first, *others = [part.values_list("pk") for part in parts]
    return first.union(*others, all=True)


def _may_open(by: Viewer, document: Document) -> bool:
    version = document.current
    if version is None:
        return False
    # What was loaded in one query stays together: the rule asks the version for its document.
    version.document = document
    return can_open(by, version)


def _texts(blobs: Iterable[int]) -> Mapping[int, str]:
    rows = Extract.objects.filter(blob__in=set(blobs)).annotate(beginning=Substr("text", 1, TEXT_CHARACTERS))
    return dict(rows.values_list("blob_id", "beginning"))
