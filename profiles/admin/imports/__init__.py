"""Imports in the admin: choose a file, match its columns, see what would change, confirm, look back, undo.

``urls`` registers the pages; ``pages`` holds the way up to the preview, ``check`` the preview, ``acts`` what writes.
"""

from . import tiles, urls

__all__ = ["tiles", "urls"]
