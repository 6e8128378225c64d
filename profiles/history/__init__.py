"""Every change and every look, told: operations, capture of writes, records of access.

Entry points: ``context.acting`` (who, why and from where), ``capture.capture`` (the one function that writes
history rows and events), ``access.record_access`` (reads and refusals); for reading ``changes.changes_of`` (what
events changed, in words), ``timeline.timeline`` (one person's stories), ``looks`` and ``powers``. May import
``permissions``, ``models``, ``policy`` and ``lib``.
"""
