"""What documents take: from upload to preview, memory over many uploads, hostile files, a list, a large download."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.bench.fill import account_of, hr_account
from profiles.bench.measurement import Limit, Measurement, Samples, quotient
from profiles.bench.papers import endless_pdf, nested_pdf, ordinary_pdf
from profiles.bench.people import ordinary_number
from profiles.bench.registry import benchmark
from profiles.bench.scratch import Scratch
from profiles.bench.timing import ask
from profiles.documents.checks import FileFacts
from profiles.documents.intake import store_blob
from profiles.documents.rendering import WALL_LIMIT, run_child
from profiles.documents.uploads import add_document
from profiles.lib.filetypes import ACCEPTED
from profiles.models import Document, DocumentType, DocumentVersion

UPLOADS, UPLOADS_FIRST = 500, 30
LISTED = 50
DOWNLOAD_BYTES = 20 * 1024 * 1024
_MEGABYTE = 1024 * 1024

#: The same file without us: a fresh process in which the library renders its pages and writes them as WebP.
_BARE = """
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
document.init_forms()
for page in document:
    image = page.render(scale=1000 / max(page.get_size())).to_pil()
    image.save(sys.argv[1] + ".webp", quality=75, method=2)
"""


@benchmark("documents", "uploads, hostile files, a list and a download: time, statements and memory")
def measure_documents(scratch: Scratch) -> Iterator[Measurement]:
    """One measurement for each of the five limits."""
    scratch.use(scratch.people)
    person = account_of(ordinary_number(scratch.people))
    yield _upload_to_preview(scratch, person)
    yield from _hostile(scratch)
    yield _download(scratch, person)
    yield _listed(scratch, person)
    yield _memory(scratch, person)


def _add(person: User, number: int) -> Document:
    kind = DocumentType.objects.get(code="certificate")
    return add_document(person, ContentFile(ordinary_pdf(number), "bench.pdf"), type=kind, by=None)


def _upload_to_preview(scratch: Scratch, person: User) -> Measurement:
    """The verb with checks, preview, text, files and rows, in turn with the bare renderer in a fresh process."""
    samples = Samples()
    paper = scratch.folder / "bare.pdf"
    for number in scratch.rounds(_("Uploading")):
        paper.write_bytes(ordinary_pdf(number))
        samples.add({"bare_ms": _milliseconds(lambda: _bare(paper))})
        samples.add({"upload_ms": _milliseconds(lambda number=number: _add(person, number))})  # type: ignore[misc]
    figures = samples.medians()
    ratios = {"upload_over_bare": quotient(figures["upload_ms"], figures["bare_ms"])}
    return Measurement("upload of two pages", figures, ratios, {"upload_over_bare": Limit(at_most=1.5)})


def _bare(paper: Path) -> None:
    subprocess.run([sys.executable, "-I", "-c", _BARE, str(paper)], check=True)  # noqa: S603 - our own program


def _milliseconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def _hostile(scratch: Scratch) -> Iterator[Measurement]:
    """How long a child lasts that is given the worst, and how much memory the largest child so far had."""
    scratch.progress.say(_("Opening hostile files"))
    limits = {
        "wall_ms": Limit(at_most=(WALL_LIMIT.total_seconds() + 1) * 1000),
        "child_peak_mb": Limit(at_most=1024),
    }
    for what, make in (("endless content", endless_pdf), ("nested drawings", nested_pdf)):
        file = ContentFile(make())
        wall = _milliseconds(lambda file=file: run_child(file, "open", ["pdf"]))  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Measurement(f"hostile: {what}", {"wall_ms": wall, "child_peak_mb": round(peak, 1)}, limits=limits)


def _download(scratch: Scratch, person: User) -> Measurement:
    """The memory that Python takes while a large file is streamed through the door."""
    scratch.progress.say(_("Downloading"))
    document = _large_document(person)
    browser, path = scratch.client(hr_account()), reverse("profiles:document", args=[document.public_id])
    for _warm in range(2):
        sent = _streamed(browser.get(path))
    tracemalloc.start()
    try:
        answer = browser.get(path)
        wall = _milliseconds(lambda: _streamed(answer))
        peak = tracemalloc.get_traced_memory()[1] / _MEGABYTE
    finally:
        tracemalloc.stop()
    figures = {"sent_mb": round(sent / _MEGABYTE, 1), "wall_ms": wall, "peak_mb": round(peak, 2)}
    limits = {"peak_mb": Limit(at_most=5), "sent_mb": Limit(at_least=20)}
    return Measurement("download of 20 MB", figures, limits=limits)


def _streamed(answer: Any) -> int:
    """Take the answer block by block and keep none; its size in bytes."""
    return sum(len(block) for block in answer.streaming_content)


def _large_document(person: User) -> Document:
    """A document of DOWNLOAD_BYTES, put where it belongs without being opened."""
    pdf, content = ACCEPTED["pdf"], os.urandom(DOWNLOAD_BYTES)
    facts = FileFacts(pdf, pdf.media_type, len(content), hashlib.sha256(content).hexdigest(), "large.pdf")
    kind = DocumentType.objects.get(code="certificate")
    document = Document.objects.create(person=person, type=kind, title="Large")
    blob = store_blob(ContentFile(content), facts, kind.folder)
    document.current = DocumentVersion.objects.create(document=document, number=1, blob=blob, display_name="large.pdf")
    document.save()
    return document


def _listed(scratch: Scratch, person: User) -> Measurement:
    """The list of documents over everybody, once it holds LISTED with thumbnails."""
    for number in range(LISTED):
        scratch.progress.say(_("Adding documents"), number + 1, LISTED)
        _add(person, 1_000 + number)
    browser, path = scratch.client(hr_account()), reverse("admin:profiles_document_changelist")
    ask(browser, path)
    return Measurement("list of 50 documents", ask(browser, path), limits={"queries": Limit(at_most=8)})


def _memory(scratch: Scratch, person: User) -> Measurement:
    """How much the process that serves pages holds after UPLOADS more uploads through the page."""
    browser, path = scratch.client(person), reverse("profiles:own-documents")

    def upload(number: int) -> None:
        file = SimpleUploadedFile("bench.pdf", ordinary_pdf(10_000 + number), content_type="application/pdf")
        browser.post(path, {"type": "certificate", "file": file}, headers={"accept": "application/json"})

    before = 0.0
    with override_settings(OWN_FILES_MAX=10 * UPLOADS):
        for number in range(UPLOADS + UPLOADS_FIRST):
            scratch.progress.say(_("Uploading many"), number + 1, UPLOADS + UPLOADS_FIRST)
            upload(number)
            if number + 1 == UPLOADS_FIRST:
                before = _resident_mb()
    kept = DocumentVersion.objects.filter(uploaded_by=person).count()
    figures = {"uploads": kept, "before_mb": before, "grown_mb": round(_resident_mb() - before, 2)}
    limits = {"grown_mb": Limit(at_most=10), "uploads": Limit(at_least=UPLOADS)}
    return Measurement("memory over 500 uploads", figures, limits=limits)


def _resident_mb() -> float:
    """What this process holds in memory now, in MB; its highest value where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return round(pages * resource.getpagesize() / _MEGABYTE, 2)
