"""The walk through the first steps: for each role, what to do, how, and where the button beside it leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `page` is that of the router, `example` what its address brings along."""

    what: str
    how: str
    button: str
    page: str
    example: tuple[tuple[str, str], ...] = ()


STEPS: dict[str, tuple[Step, ...]] = {
    "coordinator": (
        Step(
            "相談文から企業を探す",
            "電話のメモやメールの文面を、そのまま貼り付けて探します。ボタンを押すと、見本の相談文で探した結果が出ます。",
            "見本で探してみる",
            "suppliers",
            (("example", "1"),),
        ),
        Step(
            "理由を確かめて、条件を直す",
            "企業ごとに、条件に合うところと確かめることが、登録の文の引用つきで出ます。"
            "読み取った条件を押すと、直したり外したりできます。",
            "結果に戻って確かめる",
            "suppliers",
            (("example", "1"),),
        ),
        Step(
            "企業の登録を見る",
            "登録の内容と、それがどの用紙のどこに書いてあったかを見られます。",
            "企業データベースを開く",
            "firms",
        ),
        Step(
            "今日することを見る",
            "紹介のあとの連絡や、締切の近い案件が上に並びます。",
            "案件管理を開く",
            "cases",
        ),
    ),
    "supplier": (
        Step(
            "自社の登録を確かめる",
            "設備や得意な加工を書き足すと、合う案件が見つかりやすくなります。",
            "自社の登録を開く",
            "own_profile",
        ),
        Step(
            "合う案件を見る",
            "自社に合いそうな案件と、足りない点が出ます。発注企業の名前は、同意があるまで出ません。",
            "合う案件を開く",
            "own_orders",
        ),
        Step(
            "紹介に回答する",
            "紹介された案件を受けるか、辞退するかを選べます。",
            "紹介の状況を開く",
            "own_introductions",
        ),
    ),
    "buyer": (
        Step(
            "自社の案件を見る",
            "出した案件と、紹介された受注企業の様子を見られます。新しい案件も出せます。",
            "自社の案件を開く",
            "buyer_orders",
        ),
    ),
    "survey": (
        Step(
            "調査票を取り込む",
            "届いたファイルをそのまま置くと、読み取った内容と直すところが出ます。確かめてから取り込みます。",
            "取込を開く",
            "uploads",
        ),
        Step("集計を見る", "取り込んだ調査は、すぐに集計と図になります。", "集計を開く", "tabulations"),
        Step("答えていない企業を見る", "督促の一覧を作れます。", "未回答を開く", "unanswered"),
    ),
    "admin": (
        Step(
            "利用者を招く",
            "名前と権限を入れると、渡すための用紙が作られます。",
            "利用者を開く",
            "admin_users",
        ),
        Step(
            "バックアップを確かめる",
            "最後のバックアップの日を確かめます。",
            "処理とバックアップを開く",
            "admin_jobs",
        ),
        Step(
            "県内の呼び方を辞書に足す",
            "足す前に、順位がどう動くかを確かめられます。",
            "辞書を開く",
            "admin_lexicon",
        ),
    ),
    "reader": (
        Step("企業を見る", "公開してよい内容だけが出ます。", "企業データベースを開く", "firms"),
        Step("集計を見る", "公開してよい集計だけが出ます。", "集計を開く", "tabulations"),
    ),
}
NEXT = "次へ"
BACK = "前へ"


def place(number: int, of: int) -> str:
    """Where in the walk this step is."""
    return f"{of}歩のうち {number}歩目"
