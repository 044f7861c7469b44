"""A heading of a form -> its topic: 「1年前と比べた受注量はいかがですか」 and 「Ⅰ 経営状況 (1) 受注量」 both ask 受注量."""

from __future__ import annotations

import re
import unicodedata

from ingest.usual import plain_question

_THEN = r"(?:[1一]年前|前年(?:度|の同じ時期|同期|同月)?|昨年(?:度|の同じ時期|同期|同月)?|前回|前期)"
_START = re.compile(
    rf"^(?:(?:貴社|御社|当社|自社|貴事業所|弊社|現在|最近|最近の貴社)(?:における|の)"
    rf"|{_THEN}(?:[とに]比べ(?:て|た|ると)?|[とに]比較(?:して|した|すると)?|比)(?:の|、|,)*)"
)
_END = re.compile(
    rf"(?:は|について|に関して)?(?:(?<=.){_THEN}[とに]比(?:べ|較).*|[、,]?(?:いかがですか|どうですか|どうでしたか|何ですか|どれですか"
    r"|(?:お答え|ご回答|お選び|ご記入|お聞かせ)ください|お(?:尋|たず)ねします))?[。?]*$"
)
_TOLD = re.compile(r"の(?:動向|状況|推移|変化|状態)$")
# A part of a form that asks of another time or of a wish: 「今後の見通し 受注量」 is not 受注量.
_OTHER_TIME = re.compile(
    r"見通し|見込|先|今後|予定|計画|予想|目標|希望|昨年|前年|前回|前期|来年|来期|翌|発注側|取引先"
)


def topic(heading: str) -> str:
    """The topic of a heading; "" where nothing is left, or where what stands above it asks of another time."""
    words = unicodedata.normalize("NFKC", heading).split()
    # plain_question takes a number off the front, so each part is tried by itself.
    parts = [part for one in words if (part := plain_question(one))]
    if not parts or any(_OTHER_TIME.search(part) for part in parts[:-1]):
        return ""
    found = parts[-1]
    while (shorter := _END.sub("", _START.sub("", found), count=1)) != found and shorter:
        found = shorter
    return _TOLD.sub("", found)
