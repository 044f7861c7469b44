"""Firms that an enquiry names to leave them out: A-0001さんは外して, 常陸精工さん以外で."""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.language.capabilities import LONGEST_QUOTE
from matching.records import Evidence, Requirement, Supplier, Verdict

# What follows the name, what stands before the number, and what kind of company it is.
_BEHIND = re.compile(
    r"(?:さん|様|さま|の会社|(?<!会)社|の企業)?(?:は|を|も|だけは|に(?:は|だけは)?|なら|以外|除|抜き).*$",
    re.DOTALL,
)
_NUMBERED = re.compile(r"^(?:登録番号|企業番号)[:： ]?")
_COMPANY = re.compile(r"株式会社|有限会社|合同会社|[(（][株有][)）]|㈱|㈲|\s")


def left_out(r: Requirement, supplier: Supplier, key: Callable[[str], str]) -> Verdict:
    """The named firm fails, by its number or its name, and every other one meets it; `key`: how spellings are compared."""
    named = key(_COMPANY.sub("", _NUMBERED.sub("", _BEHIND.sub("", r.text))))
    for field, own in (("source_id", supplier.source_id), ("name", supplier.name)):
        if named and key(_COMPANY.sub("", own)) == named:
            return Verdict(r.id, "fails", Evidence(field, own[:LONGEST_QUOTE]))
    return Verdict(r.id, "meets", Evidence("name", supplier.name[:LONGEST_QUOTE]), 1.0)
