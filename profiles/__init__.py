"""HR Records: people, their jobs and documents, and the proof of every change.

Entry points: ``models`` (tables), ``policy`` and ``permissions`` (who may what), ``history`` (operations and
events), ``people`` and ``documents`` (the verbs), ``admin``, ``selfservice`` and ``files`` (the doors).
Imports point down only; the floors are listed in pyproject.toml.
"""
