"""The home page: what needs HR today, counted by the filters of the lists that the figures lead to.

``numbers`` counts (and keeps what took long), ``tiles`` and ``cards`` show; both register with the site.
"""

from . import cards, proof, tiles

__all__ = ["cards", "proof", "tiles"]
