"""The corporate database (企業データベース): firms, orders, what was said about them and by whom."""

from matching.corporate.database import CorporateDatabase
from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.rows import (
    Buyer,
    BuyerRow,
    CertificationRow,
    EquipmentRow,
    Fact,
    OrderRow,
    Provenance,
    StateChange,
    StoredBatch,
    StoredOrder,
    SupplierRow,
    UpsertResult,
)
from matching.corporate.statuses import StoredStatus
from matching.corporate.writing import Writer

__all__ = [
    "Buyer",
    "BuyerRow",
    "CertificationRow",
    "CorporateDatabase",
    "EquipmentRow",
    "Fact",
    "OrderRow",
    "Provenance",
    "StateChange",
    "StoredBatch",
    "StoredOrder",
    "StoredStatus",
    "SupplierRow",
    "UpsertResult",
    "Writer",
    "is_corporate_number",
    "name_key",
]
