"""The life of a draft of a profile (登録・変更の申請): its states and the steps between them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DRAFT, SUBMITTED, RETURNED, ACCEPTED, PUBLISHED = "下書き", "申請", "差戻し", "承認", "公開"
WITHDRAWN = "取下げ"

# The firm writes (下書き) and submits (申請); a coordinator returns it with a note (差戻し) or accepts (承認), which publishes it at once.
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        DRAFT: (SUBMITTED, WITHDRAWN),
        SUBMITTED: (RETURNED, ACCEPTED, DRAFT, WITHDRAWN),
        RETURNED: (SUBMITTED, WITHDRAWN),
        ACCEPTED: (PUBLISHED,),
        PUBLISHED: (),
        WITHDRAWN: (),
    }
)
STATES: tuple[str, ...] = tuple(STEPS)
EDITABLE = (DRAFT, RETURNED)
OPEN = (DRAFT, SUBMITTED, RETURNED)
