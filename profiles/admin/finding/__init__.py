"""One search for everything: people, documents, departments, places, pages and acts, each as the reader may know them.

``pages`` answers the search page and what the top bar shows while one types; ``sources`` finds records, ``places``
pages and acts. A search opens no record and leaves no line in the ledger.
"""

from . import urls

__all__ = ["urls"]
