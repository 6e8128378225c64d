"""The one door through which stored bytes leave: permission, then the line in the ledger, then the bytes.

Entry points: ``urls``. May import everything below the doors; no other door imports it.
"""
