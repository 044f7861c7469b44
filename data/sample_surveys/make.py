"""Makes the sample surveys beside it: answers of the fictional firms of data/sample to three surveys, as untidy as real ones.

Run from the repository: `python data/sample_surveys/make.py [FOLDER]`. The same seed gives the same answers every time.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "sample"
SEED = 20251001

VOLUME = ("増加", "やや増加", "不変", "やや減少", "減少")
PRICE = ("上昇", "不変", "低下")
PROFITABILITY = ("良くなった", "変わらない", "悪くなった")
CASH = ("好転", "不変", "悪化")
CHALLENGES = (
    "受注量の確保", "受注単価", "人材", "原材料高", "設備老朽", "技術", "資金", "後継者", "その他",
)  # fmt: skip
INVESTMENT = ("実施した", "予定あり", "検討中", "予定なし")
TRANSFER = ("できている", "一部できている", "できていない")
INDUSTRIES = (
    "金属製品", "生産用機械", "電気機械", "プラスチック製品", "輸送用機械", "食料品", "その他",
)  # fmt: skip
MACHINES = (
    "5軸マシニングセンタ 1台",
    "CNC旋盤 2台",
    "三次元測定機",
    "ファイバーレーザー加工機 1台",
    "溶接ロボット 1台",
    "射出成形機 180t",
)
OPINIONS = (
    "材料費と電気代の値上がりが大きく、単価の見直しをお願いしても通らない。",
    "県外の発注企業を紹介してほしい。", "人手が足りず、若い人が採れない。", "後継者がいないため、先のことが決められない。",
    "商談会の回数を増やしてほしい。とても参考になった。", "受注量が戻らず、休みを増やしている。",
    "単価の交渉に応じてもらえない取引先がある。", "補助金の申請の相談にのってほしい。",
    "設備が古く、精度の出る仕事を断っている。", "試作の仕事を増やしたい。小ロットにも対応できる。",
    "エネルギー価格の高騰で利益が出ない。", "技能者の高齢化で、技術の引き継ぎが課題。",
)  # fmt: skip
PRIVATE = (
    "詳しくは担当の架空太郎(0299-00-1234、taro@example.jp)まで連絡してほしい。",
    "発注元の株式会社架空電機からの支払いが遅い。",
)
NOTHING = ("特になし", "なし", "－")


@dataclass(frozen=True)
class Firm:
    """A firm of data/sample with what stays the same from year to year. mood: 0 (bad) to 1 (good)."""

    number: str
    name: str
    place: str
    employees: str
    industry: str
    mood: float


def firms(generator: random.Random) -> list[Firm]:
    """The suppliers of both sample files, in the order of their numbers."""
    with (SAMPLE / "suppliers_1.csv").open(encoding="cp932", newline="") as stream:
        told = [
            (one["登録番号"], one["企業名"], one["都道府県"] + one["市区町村"], one["従業員数"])
            for one in csv.DictReader(stream)
        ]
    sheet = openpyxl.load_workbook(SAMPLE / "suppliers_2.xlsx")["受注企業"]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    told += [(str(row[0]), str(row[1]), str(row[4]), str(row[10] or "")) for row in rows]
    weights = (26, 20, 14, 14, 12, 8, 6)
    return [
        Firm(*one, generator.choices(INDUSTRIES, weights)[0], min(max(generator.gauss(0.5, 0.2), 0), 1))
        for one in told
    ]


def scaled(generator: random.Random, mood: float, choices: Sequence[str], shift: float = 0.0) -> str:
    """One of the choices from best to worst: the better the mood, the earlier."""
    level = 1 - min(max(generator.gauss(mood - shift, 0.22), 0), 0.999)
    return choices[min(int(level * len(choices)), len(choices) - 1)]


def answers(generator: random.Random, firm: Firm, shift: float) -> dict[str, str]:
    """One firm's answers by question; "" for none. shift: how much worse the year was."""
    mood = firm.mood
    told = {
        "volume": scaled(generator, mood, VOLUME, shift),
        "outlook": scaled(generator, mood, VOLUME, shift / 2),
        "price": scaled(generator, mood + 0.05, PRICE, 0),
        "profit": scaled(generator, mood, PROFITABILITY, shift),
        "cash": scaled(generator, mood + 0.05, CASH, shift / 2),
        "utilization": str(
            5 * round(min(max(generator.gauss(88 - 60 * shift - 30 * (0.5 - mood), 14), 20), 110) / 5)
        ),
        "spare": "有" if generator.random() < 0.35 + shift else "無",
        "challenges": "、".join(challenges(generator, shift)),
        "investment": generator.choices(INVESTMENT, (22, 14, 24, 40))[0],
        "machine": generator.choice(MACHINES) if generator.random() < 0.12 else "",
        "transfer": generator.choices(TRANSFER, (18, 47, 35))[0],
        "opinion": opinion(generator),
    }
    silent = {key for key in told if key not in ("machine", "opinion") and generator.random() < 0.025}
    return {key: "" if key in silent else text for key, text in told.items()}


def challenges(generator: random.Random, shift: float) -> list[str]:
    """Some of the challenges."""
    shares = (0.55 + shift, 0.38, 0.46, 0.57, 0.3, 0.18, 0.16, 0.22, 0.04)
    return [one for one, share in zip(CHALLENGES, shares, strict=True) if generator.random() < share]


def opinion(generator: random.Random) -> str:
    """A free answer; most firms give none."""
    draw = generator.random()
    if draw < 0.7:
        return ""
    if draw < 0.78:
        return generator.choice(NOTHING)
    return generator.choice(PRIVATE if draw > 0.98 else OPINIONS)


# --- how it is written down ---------------------------------------------------------------------------------


def code(generator: random.Random, choices: Sequence[str], text: str) -> str | int:
    """A choice as people enter it: mostly its number, sometimes in full width, circled, or in words."""
    if not text:
        return ""
    number = choices.index(text) + 1
    draw = generator.random()
    if draw < 0.8:
        return number
    return (
        str(number)
        if draw < 0.86
        else chr(ord("０") + number)
        if draw < 0.92
        else "①②③④⑤"[number - 1]
        if draw < 0.96
        else text
    )


def day(generator: random.Random, year: int) -> date:
    """A day of answering in October or November."""
    return date(year, 10, 1) + timedelta(days=min(int(generator.expovariate(0.09)), 50))


def era(when: date) -> str:
    """A day in the years of Reiwa."""
    return f"令和{when.year - 2018}年{when.month}月{when.day}日"


HEADINGS_2025 = (
    ("受注企業番号", ""), ("企業名", ""), ("所在地", ""), ("業種", ""), ("従業員数（人）", ""), ("記入日", ""),
    ("問1 受注量（1.増加 2.やや増加 3.不変 4.やや減少 5.減少）", ""),
    ("問2 今後の見通し（1.増加 2.やや増加 3.不変 4.やや減少 5.減少）", ""),
    ("問3 受注単価（1.上昇 2.不変 3.低下）", ""), ("問4 収益性（1.良くなった 2.変わらない 3.悪くなった）", ""),
    ("問5 資金繰り（1.好転 2.不変 3.悪化）", ""), ("問6 操業度（％）", ""), ("問7 受注余力（有・無）", ""),
    *((("問8 経営上の課題（複数回答）" if not place else ""), f"{'①②③④⑤⑥⑦⑧⑨'[place]}{label}") for place, label in enumerate(CHALLENGES)),
    ("問9 設備投資（1.実施した 2.予定あり 3.検討中 4.予定なし）", ""), ("問10 導入設備", ""),
    ("問11 価格転嫁（1.できている 2.一部できている 3.できていない）", ""), ("問12 ご意見・ご要望", ""),
)  # fmt: skip


def row_2025(
    generator: random.Random, firm: Firm, told: Mapping[str, str], when: date
) -> list[str | int | date]:
    """One row of the workbook of 2025."""
    ticked = set(told["challenges"].split("、"))
    sign = generator.choices(("○", "◯", "〇", "レ", "1"), (80, 6, 6, 4, 4))[0]
    filled = when if generator.random() < 0.7 else era(when)
    return [
        firm.number, firm.name, firm.place, firm.industry, firm.employees, filled,
        code(generator, VOLUME, told["volume"]), code(generator, VOLUME, told["outlook"]),
        code(generator, PRICE, told["price"]), code(generator, PROFITABILITY, told["profit"]),
        code(generator, CASH, told["cash"]), spelled_percent(generator, told["utilization"]), told["spare"],
        *(sign if one in ticked else "" for one in CHALLENGES), code(generator, INVESTMENT, told["investment"]),
        told["machine"], code(generator, TRANSFER, told["transfer"]), told["opinion"],
    ]  # fmt: skip


def spelled_percent(generator: random.Random, text: str) -> str | int:
    """85, 85%, 約85％ ..."""
    if not text:
        return ""
    return int(text) if generator.random() < 0.8 else generator.choice((f"{text}%", f"約{text}％"))


def workbook_2025(folder: Path, generator: random.Random, everyone: Sequence[Firm]) -> list[Firm]:
    """受注企業実態調査 of 2025: a workbook with two rows of headings and ○; returns who answered."""
    answered = [firm for firm in everyone if generator.random() < 0.66]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "回答一覧"
    page.append(["受注企業実態調査（令和7年10月1日現在）"])
    page.append(["※見本です。企業も回答もすべて架空です。"])
    page.append([upper for upper, _ in HEADINGS_2025])
    page.append([lower for _, lower in HEADINGS_2025])
    start = 1 + next(place for place, (upper, _) in enumerate(HEADINGS_2025) if upper.startswith("問8"))
    page.merge_cells(start_row=3, end_row=3, start_column=start, end_column=start + len(CHALLENGES) - 1)
    rows = [
        row_2025(generator, firm, answers(generator, firm, 0.18), day(generator, 2025)) for firm in answered
    ]
    untidy(rows)
    for place, row in enumerate(rows):
        page.append(row)
        if place % 97 == 96:
            page.append([])
    page.append(["", "合計", f"{len(rows)}社"])
    page.append(["注：記入のない欄は無回答。"])
    dressed(page)
    book.save(folder / "survey_suppliers_2025.xlsx")
    return answered


def untidy(rows: list[list[str | int | date]]) -> None:
    """A few answers that cannot be counted as they stand: no such choice, two choices of one."""
    rows[5][6], rows[17][9], rows[40][10], rows[61][11] = 6, "2,3", "？", "不明"
    rows[80][6], rows[101][9] = "増加と減少", "悪い"


def dressed(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """A little of what offices do to their tables."""
    page["A1"].font = Font(bold=True, size=14)
    for row in page.iter_rows(min_row=3, max_row=4):
        for cell in row:
            cell.fill = PatternFill("solid", start_color="FFDDE8F0")
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    page.freeze_panes = "C5"


def late_2025(
    folder: Path, generator: random.Random, everyone: Sequence[Firm], answered: Sequence[Firm]
) -> None:
    """Postcards that came late, in a CSV: some of firms that had answered before, one of them with another opinion."""
    new = [firm for firm in everyone if firm not in answered][:9]
    again = generator.sample(list(answered), 4)
    headings = [upper or lower for upper, lower in HEADINGS_2025 if not lower]
    place = headings.index("問9 設備投資（1.実施した 2.予定あり 3.検討中 4.予定なし）")
    listed = " ".join(f"{number}.{one}" for number, one in enumerate(CHALLENGES, 1))
    headings.insert(place, f"問8 経営上の課題（複数回答）{listed}")
    rows: list[list[object]] = []
    for firm in (*new, *again):
        told = answers(generator, firm, 0.2)
        row = row_2025(generator, firm, told, date(2025, 12, 1) + timedelta(days=len(rows)))
        numbers = [str(CHALLENGES.index(one) + 1) for one in told["challenges"].split("、") if one]
        rows.append([*row[:13], ",".join(numbers), *row[13 + len(CHALLENGES) :]])
    with (folder / "survey_suppliers_2025_late.csv").open("w", encoding="cp932", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["受注企業実態調査（令和7年10月1日現在） 12月到着分"])
        writer.writerow(headings)
        writer.writerows(rows)


def file_2024(folder: Path, generator: random.Random, everyone: Sequence[Firm]) -> None:
    """受注企業実態調査 of 2024: a CSV with words, several in one cell, and other wordings."""
    headings = (
        "受注企業番号", "企業名", "所在地", "業種", "従業員数", "回答日", "受注量の動向", "受注単価の動向", "収益の状況", "資金繰りの状況",
        "設備稼働率（％）", "受注余力の有無", "経営課題（あてはまるものすべて）", "設備投資の状況", "価格転嫁の状況", "自由記入",
    )  # fmt: skip
    with (folder / "survey_suppliers_2024.csv").open("w", encoding="cp932", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["受注企業実態調査（令和6年10月1日現在）"])
        writer.writerow(headings)
        for firm in everyone:
            if generator.random() >= 0.62:
                continue
            told = answers(generator, firm, 0.0)
            writer.writerow([
                firm.number, firm.name, firm.place, firm.industry, firm.employees, day(generator, 2024).strftime("%Y/%m/%d"),
                told["volume"], told["price"], told["profit"], told["cash"], told["utilization"], told["spare"],
                told["challenges"], told["investment"], told["transfer"], told["opinion"],
            ])  # fmt: skip


TRADE = (
    ("Q1", "発注書面の交付", ("必ずある", "おおむねある", "ないことが多い")),
    ("Q2", "支払期日", ("30日以内", "31～60日", "61日以上")),
    ("Q3", "手形による支払", ("ある", "ない")),
    ("Q4", "価格協議", ("協議して決めた", "協議したが据え置き", "申し入れできない")),
    ("Q5", "原価低減要請", ("有", "無")),
    ("Q6", "型取引", ("型の費用は発注側", "型の費用は自社", "型を使わない")),
)


def trade_2025(folder: Path, generator: random.Random, everyone: Sequence[Firm]) -> None:
    """取引状況調査 of 2025: codes, with a sheet that explains them."""
    shares = ((62, 27, 11), (38, 49, 13), (21, 79), (45, 31, 24), (25, 75), (34, 22, 44))
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "回答"
    page.append(["取引状況調査（令和7年11月1日現在）"])
    page.append(
        [
            "受注企業番号",
            "企業名",
            "所在地",
            "記入日",
            *(f"{number} {label}" for number, label, _ in TRADE),
            "ご意見",
        ]
    )
    for firm in everyone:
        if generator.random() >= 0.4:
            continue
        told: list[object] = []
        for (_, _, choices), share in zip(TRADE, shares, strict=True):
            picked = generator.choices(range(1, len(choices) + 1), share)[0]
            told.append("" if generator.random() < 0.03 else picked)
        when = date(2025, 11, 1) + timedelta(days=generator.randrange(30))
        page.append([firm.number, firm.name, firm.place, when, *told, opinion(generator)])
    dressed_codes(book)
    book.save(folder / "survey_trade_2025.xlsx")


def dressed_codes(book: openpyxl.Workbook) -> None:
    """The sheet of codes."""
    page = book.create_sheet("コード表")
    page.append(["設問番号", "設問", "コード", "選択肢"])
    for number, label, choices in TRADE:
        for place, choice in enumerate(choices, 1):
            page.append([number, label, place, choice])


def asked(folder: Path, everyone: Sequence[Firm]) -> None:
    """The list of firms to which the survey of 2025 was sent."""
    with (folder / "asked_2025.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["受注企業番号", "企業名", "所在地"])
        writer.writerows([firm.number, firm.name, firm.place] for firm in everyone)


def make(folder: Path) -> None:
    """Write all files into a folder."""
    generator = random.Random(SEED)
    everyone = firms(generator)
    file_2024(folder, generator, everyone)
    answered = workbook_2025(folder, generator, everyone)
    late_2025(folder, generator, everyone, answered)
    trade_2025(folder, generator, everyone)
    asked(folder, everyone)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
