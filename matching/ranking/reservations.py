"""What a profile takes back of a process that it names: done but roughly, or bought in under a wider word."""

from __future__ import annotations

import re
from dataclasses import replace

from matching.records import Capability, Evidence, Supplier

# 機械加工は粗まで: a part of the process.
_ROUGH_ONLY = re.compile(r"\s*(?:は|も)?、?粗(?:加工|取り|どり|削り|挽き)?(?:まで|のみ|だけ)")
# 加工は外注: a foundry's or a toolmaker's word for all machining.
_MACHINING_OUT = re.compile(
    r"(?<![一-鿿ァ-ヺーぁ-んA-Za-zＡ-Ｚａ-ｚ])加工は(?:すべて|全て|全部|主に)?(?:外注|協力(?:工場|会社|企業)|外部委託)(?!も|と|、?自社)"
)


def only_roughly(supplier: Supplier, capability: Capability) -> bool:
    """Whether the firm does it but roughly (機械加工は粗まで)."""
    return bool(_ROUGH_ONLY.match(supplier.texts.get(capability.field, ""), capability.end))


def with_reservation(supplier: Supplier, capability: Capability) -> Capability:
    """The statement with the words that narrow it, for the quotation."""
    narrowed = _ROUGH_ONLY.match(supplier.texts[capability.field], capability.end)
    return replace(capability, end=narrowed.end()) if narrowed else capability


def machining_elsewhere(supplier: Supplier) -> Evidence | None:
    """The words that say that all machining is bought in."""
    for field, text in supplier.texts.items():
        if found := _MACHINING_OUT.search(text):
            return Evidence(field, found.group())
    return None
