"""Orders (発注案件) at a desk."""

from __future__ import annotations

from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer


class Orders:
    """Orders (発注案件) for one viewer."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
