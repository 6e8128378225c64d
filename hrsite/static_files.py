"""Collected static files: named by their digests, compressed, and the stylesheets joined into one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from profiles.lib.sheets import JOINED, SHEETS


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    """``is_joined`` tells pages to ask for the joined stylesheet alone."""

    is_joined = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the stylesheets before the files are named and compressed."""
        if not dry_run and all(sheet in paths for sheet in SHEETS):
            texts = [Path(self.path(sheet)).read_text("utf-8") for sheet in SHEETS]
            Path(self.path(JOINED)).write_text("\n".join(texts), "utf-8")
            paths = {**paths, JOINED: (self, JOINED)}
        yield from super().post_process(paths, dry_run, **options)
