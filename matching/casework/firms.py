"""Suppliers and buyers at a desk."""

from __future__ import annotations

from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer


class Firms:
    """Suppliers and buyers for one viewer."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
