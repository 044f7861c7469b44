"""What the page of the lexicon says."""

TITLE = "辞書"
ABOUT = "県内や社内での呼び方を、辞書に足します。製品の辞書はそのまま残ります。"
HELP = (
    "**専門の言葉**は、その加工や材質そのものとして読みます（例：「ワイヤーカット」）。"
    "**ふだんの言葉**は、推定の手がかりとして使います（例：「ぴかぴか」）。\n\n"
    "足す前に「順位の動きを確かめる」を押すと、新しい案件の上位10社がどう変わるかが出ます。\n\n"
    "足した言葉は、その言葉を書いている企業の登録だけを読み直したあと（ふつうは一分以内に）、自動で効きはじめます。"
    "読み直している間も、これまでの辞書でふだんどおり使えます。"
)
ADD = "言葉を足す"
FORM = "足す言葉"
FIND = "どの言葉と同じか（探す）"
FIND_HINT = "例：旋盤"
CONCEPT = "辞書の項目"
KIND = "種類"
TRADE = "専門の言葉"
EVERYDAY = "ふだんの言葉"
PREVIEW = "順位の動きを確かめる"
PREVIEW_KIND = "辞書の確認"
SAVE = "辞書に足す"
OWN = "足した言葉"
COLUMNS = ("言葉", "辞書の項目", "種類", "足した日", "足した人")
REMOVE = "取り除く"
NONE = "まだ言葉を足していません。"
NONE_TODO = "上の欄に言葉を入れて、同じ意味の項目を選んでください。"
NO_CONCEPT = "この言葉の項目は辞書にありません。別の言い方で探してください。"
NOTHING_MOVES = "新しい案件の上位10社は、どれも変わりません。"
COLUMNS_MOVED = ("案件", "内容", "新しく入る企業", "外れる企業")
ORDER_ONLY = "（並び順だけ変わります）"
MOVED = "動く案件"
TAKING_IN = "反映中です。企業の登録を新しい辞書で読み直しています。終わるまでは、これまでの辞書で探します。"
NOT_TAKEN_IN = (
    "言葉の変更を反映できませんでした。これまでの辞書で探しています。"
    "プログラムを起動し直すと、もう一度試します。"
)


def kind(everyday: bool) -> str:
    """What a word is."""
    return EVERYDAY if everyday else TRADE


def added(form: str, *, unfinished: bool = False) -> str:
    """A word was added; unfinished: while its preview was still being worked out."""
    stopped = f"「{PREVIEW}」は途中だったので、やめました。" if unfinished else ""
    return f"「{form}」を足しました。企業の登録を読み直すと効きはじめます。{stopped}"


def removed(form: str) -> str:
    """A word was taken out."""
    return f"「{form}」を取り除きました。企業の登録を読み直すと効かなくなります。"


def moves(number: int, tried: int) -> str:
    """How many of the orders would be ranked otherwise."""
    return f"新しい {tried}件の案件のうち、{number}件で上位10社が変わります。"


def share(done: float) -> str:
    """How far the preview is."""
    return "企業の登録を読み直しています" if done < 0.5 else "案件ごとに比べています"
