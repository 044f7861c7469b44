"""The corporate database (企業データベース): firms, orders, what was said about them and by whom."""

from matching.corporate.activities import ActivityRow, StoredActivity, TargetRow
from matching.corporate.asked import AskedFirm
from matching.corporate.database import CorporateDatabase
from matching.corporate.likeness import Card, Likeness, compare
from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.rows import (
    Buyer,
    BuyerRow,
    CertificationRow,
    Change,
    EquipmentRow,
    Fact,
    FirmInBrief,
    OrderRow,
    Provenance,
    RegisterRow,
    StateChange,
    StoredBatch,
    StoredOrder,
    StoredProposal,
    StoredResponse,
    SupplierRow,
    UpsertResult,
)
from matching.corporate.statuses import StoredStatus
from matching.corporate.trade import TradeTerm
from matching.corporate.writing import Writer

__all__ = [
    "ActivityRow",
    "AskedFirm",
    "Buyer",
    "BuyerRow",
    "Card",
    "CertificationRow",
    "Change",
    "CorporateDatabase",
    "EquipmentRow",
    "Fact",
    "FirmInBrief",
    "Likeness",
    "OrderRow",
    "Provenance",
    "RegisterRow",
    "StateChange",
    "StoredActivity",
    "StoredBatch",
    "StoredOrder",
    "StoredProposal",
    "StoredResponse",
    "StoredStatus",
    "SupplierRow",
    "TargetRow",
    "TradeTerm",
    "UpsertResult",
    "Writer",
    "compare",
    "is_corporate_number",
    "name_key",
]
