"""Verbs for people: adding, changing a job, ending employment, inviting, profiles for every account.

Entry points: ``joining.add_person``, ``employment.change_job``, ``employment.end_employment``,
``accounts.invite``, ``profiles.ensure_profiles``, ``setup.set_up_installation``. May import ``history``,
``permissions``, ``models``, ``policy`` and ``lib``.
"""
