"""The admin door: HR keeps records here, auditors read them.

One module a page; ``base`` holds what all of them share: the access rule, the policy of fields, the reason.
May import everything below the doors; imports nothing of the project package.
"""

from . import audit, chart, documents, exports, finding, home, imports, organisation, people, roles, styleguide

__all__ = [
    "audit",
    "chart",
    "documents",
    "exports",
    "finding",
    "home",
    "imports",
    "organisation",
    "people",
    "roles",
    "styleguide",
]
