"""Template tags: `hr` draws the parts of the look, `hr_lists` reads the admin's change lists.

May import models and what lies below them. Output is escaped; no tag asks the database itself.
"""
