"""Which routers there are under matching/api, in the order in which the description tells of them."""

from __future__ import annotations

from matching.api import (
    accounts,
    attachments,
    backups,
    cases,
    feedback,
    firms,
    introductions,
    jobs,
    lexicon,
    matches,
    orders,
    rankings,
    registrations,
    trail,
)

PARTS = (
    accounts,
    matches,
    firms,
    orders,
    cases,
    introductions,
    feedback,
    registrations,
    attachments,
    jobs,
    backups,
    rankings,
    trail,
    lexicon,
)
