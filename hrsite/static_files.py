"""Collected static files: named by their digests, compressed, stylesheets and scripts joined into one of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from profiles.lib.bundles import JOINED


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    """``is_joined`` tells pages to ask for the joined files alone."""

    is_joined = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the files before they are named and compressed."""
        for joined, parts in JOINED.items():
            if not dry_run and all(part in paths for part in parts):
                texts = [Path(self.path(part)).read_text("utf-8") for part in parts]
                Path(self.path(joined)).write_text("\n".join(texts), "utf-8")
                paths = {**paths, joined: (self, joined)}
        yield from super().post_process(paths, dry_run, **options)
