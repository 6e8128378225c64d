"""Measurements of the product against its limits, each run in a scratch database: ``manage.py bench``.

Entry points: ``registry.benchmark`` (a module in ``suite`` registers its function with it), ``scratch.Scratch``
(what the function gets: databases of any number of people, files and a baseline of its own), ``report``. May
import everything below; ``demo`` and ``bench`` know nothing of each other.
"""
