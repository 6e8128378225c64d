"""What is said about files has to fit together, or the start stops with a sentence."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from hrsite import settings


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"MEDIA_STORAGE": "ftp://x/y"}, "MEDIA_STORAGE is not understood"),
        ({"SENDFILE": "apache"}, "SENDFILE is not understood"),
        ({"SENDFILE": "nginx", "MEDIA_STORAGE": "s3://bucket"}, "SENDFILE=nginx needs files on this machine"),
        ({"PRESIGNED_SECONDS": 61}, "PRESIGNED_SECONDS is out of range"),
        ({"PRESIGNED_SECONDS": -1}, "PRESIGNED_SECONDS is out of range"),
        ({"CLAMD": "localhost"}, "CLAMD is not understood"),
        ({"CLAMD_REQUIRED": True}, "does not say where the scanner is"),
    ],
)
def test_what_does_not_fit_stops_the_start(given: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured, match=says):
        settings.assert_file_settings()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"MEDIA_STORAGE": "s3://bucket/folder?region=eu-central-1", "PRESIGNED_SECONDS": 60},
        {"SENDFILE": "nginx"},
        {"CLAMD": "unix:/run/clamav/clamd.ctl", "CLAMD_REQUIRED": True},
        {"CLAMD": "tcp:scanner.internal:3310"},
    ],
)
def test_what_fits_is_taken(given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setattr(settings, name, value)

    settings.assert_file_settings()


def test_a_limit_that_nothing_keeps_to_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        settings.assert_limits(25, 0)
