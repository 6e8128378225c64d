"""The demonstration: Nordlys Instruments, an invented company with people, jobs and documents.

Entry points: ``organisation.plan_company`` (who and what: plain data, the same for the same seed),
``files.make_file`` and ``portraits.make_photo`` (bytes made on the spot), ``load.load`` (writes a plan by the
project's verbs). All but ``load`` and ``marker`` are plain Python without Django.
"""
