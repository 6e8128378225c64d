"""Reading one person's history: timeline, looks, access, restoring, any day, two days compared.

Entry point: ``urls.person_pages``, the pages below a person's address. May import what the admin may.
"""
