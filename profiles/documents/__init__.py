"""Files of a person: checked, stored once by content, versioned, never overwritten and never removed.

Entry points: ``uploads`` (add, replace, archive, photo), ``arrivals`` (before a lock), ``checks.inspect_upload``,
``intake.store_blob``, ``storage.DocumentStorage`` (on disk, in S3, in Azure), ``previews``, ``openings`` (who opened
a document), ``care`` (rows compared with files), ``scanning`` (clamd); everything raised derives from
``errors.DocumentError``. May import ``history``, ``permissions``, ``models``, ``policy`` and ``lib``.
"""
