"""Verifying: whether the ledger, the history and the records still say what was written.

Entry points: ``verify.verify`` (the whole check with its report) and ``report`` (what it found, in plain words). Reads
everything and changes nothing. May import ``history``, ``models`` and ``lib``.
"""
