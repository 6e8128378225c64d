"""People in and out by file: the columns, reading, preview, application and undo of an import.

Entry points: ``columns`` (what a file may hold, by role), ``headers`` (which column a heading means) and ``batches``
(``receive``, ``preview``, ``confirm``, ``cancel``, ``undo``, ``error_file``). May import ``people``, ``history``,
``permissions``, ``models``, ``policy`` and ``lib``; knows nothing of documents.
"""
