"""The employee's door: signing in, one's own record, editing it, one's own documents.

Entry points: ``urls``. ``own_page`` and ``own_history`` say what a person reads about themselves, ``forms`` and
``details`` what they may change. May import what lies below the doors.
"""
