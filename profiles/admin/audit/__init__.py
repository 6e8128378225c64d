"""The audit log over everybody: reading, filtering, taking along, sampling and signing off.

Entry point: ``urls``, which adds the pages to the site. Nothing here changes a record or the ledger; who may only
read may keep filters and sign off, no more.
"""

from . import urls

__all__ = ["urls"]
