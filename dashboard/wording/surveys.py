"""What the pages of survey staff say: 取込, 集計, 調査票, 未回答, 重複の確認."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.wording import shell

# So many surveys are named in a sentence.
_TITLES = 5

# Files to take away

MAKING = "作っています。"
NONE = "－"
HIDDEN = "x"

# 取込

UPLOADS = "取込"
UPLOADS_ABOUT = "企業から戻ったファイルを読み取り、確かめてから取り込みます。取り込むまでは何も変わりません。"
UPLOADS_HELP = """1. ファイルを枠の中に置きます（いくつでも同時にできます）。
2. 読み取った内容と指摘を確かめます。見出しの意味が違うときは「読み方を直す」で直します。
3. よければ「取り込む」を押します。あとから「元に戻す」で取り消せます。

読めるのは Excel（.xlsx .xlsm .xls）、LibreOffice（.ods）、CSV、TSV、JSON Lines です。預けたファイルは24時間で消えます。"""
PUT_FILES = "ファイルをここに置くか、押して選んでください（複数可）"
NO_UPLOADS = "確認を待っているファイルはありません。"
NO_UPLOADS_TODO = "上の枠にファイルを置くと、何が入っているかを読み取って表示します。記入用の書式は、このページの下にあります。"
UPLOAD_LIST = "預かっているファイル"
UPLOAD_COLUMNS = ("ファイル", "状態", "内容", "行", "エラー", "注意", "預けた人", "時刻")
# The states of an upload as they are read: nobody has looked at a file merely because it was read.
UPLOAD_STATES = {
    "未確認": "まだ読んでいません",
    "確認済み": "読み取り済み（取込前）",
    "読めません": "読めません",
    "取込済み": "取込済み",
}
WHICH_UPLOAD = "詳しく見るファイル"
COMMIT = "取り込む"
COMMIT_ALL = "読み取ったファイルをまとめて取り込む"
REMOVE = "このファイルを除く"
REMOVED = "預かりから除きました。取り込んだ内容はそのままです。"
TAKEN_IN = "このファイルは取り込みました。"
UNREADABLE = "このファイルは表として読めませんでした。何も取り込んでいません。"
UNREADABLE_TODO = "Excel で開けるか確かめ、開けるときは .xlsx で保存し直して、もう一度置いてください。"
STILL_READING = "読み取りの途中です"
TAB_RESULT, TAB_READING, TAB_ISSUES = "読み取った結果", "読み方を直す", "指摘"
COUNTS = {
    "read": "読んだ行",
    "accepted": "新しく入る行",
    "updated": "前の取込から変わる行",
    "unchanged": "変わらない行",
    "rejected": "除く行",
}
CHANGED_FIELDS = "登録が変わる項目"
COMPANIES = {
    "distinct": "企業の数",
    "new": "新しい企業",
    "merged": "登録済みの企業",
    "to_review": "同じ企業か確認が要るもの",
    "linked": "仮に同じとみたもの",
    "named": "案件に名前だけある企業",
}
DRAFTS = "下書きの案件"
SHEETS = "シートごとの読み取り"
SHEET_COLUMNS = ("シート", "内容", "見出しの行", "分かった列", "備考に残す列")
CHANGES = "登録済みの内容の変わるところ"
CHANGE_COLUMNS = ("企業・案件", "シート・行", "項目", "前", "後")
KIND = "このファイルの内容"
SURVEY_TITLE = "調査の題名"
SURVEY_TITLE_HELP = "同じ調査の回答は、同じ題名にしてください。空のときは、ファイルの名前が題名になります。"
READING_ABOUT = (
    "違うものだけ選び直してください。選んだ読み方は覚えておき、次に同じ見出しのファイルが来たときも使います。"
)
POINT_AT_HEADINGS = "見出しの行を選び直す"
HEADINGS_ABOUT = (
    "見出し（企業名・加工内容など、各列の名前）のある行を選んで、「この読み方で読み直す」を押してください。"
    "知らない言葉の見出しは、そのあとで、どの項目のことかを選べます。"
)
AS_READ = "このまま"
TO_NOTES = "備考に残す"
READ_AGAIN = "この読み方で読み直す"
READ_ANEW = "読み直しました。"
UNMAPPED = "（備考に残す）"
NO_ISSUES = "指摘はありません。"
SEVERITY = "重さ"
SEVERITIES = {"": "すべて", "error": "エラー（その行は除く）", "warning": "注意（読んで残す）"}
SHORT_SEVERITIES = {"error": "エラー", "warning": "注意"}
CODE = "種類"
ALL_CODES = "すべての種類"
ISSUES = "指摘の一覧"
ISSUE_COLUMNS = ("番号", "重さ", "場所", "値", "内容")
NEXT_ISSUES, FIRST_ISSUES = "次の指摘", "はじめの指摘に戻る"
WHICH_ISSUE = "表で場所を見る指摘"
NOT_SHOWN_ISSUE = "選ばない"
AROUND = "その場所（枠のセルが指摘のあるセル）"
ROW = "行"
MARKED = "指摘のセルに印を付けた写し（Excel）を作る"
HISTORY = "これまでの取込"
NO_HISTORY = "まだ何も取り込んでいません。"
HISTORY_COLUMNS = ("番号", "ファイル", "内容", "行", "取り込んだ人", "時刻", "いま")
DECISION = "重複の確認の決定"
STANDS, TAKEN_BACK = "有効", "元に戻した"
WHICH_BATCH = "元に戻す取込"
UNDO_BATCH = "この取込を元に戻す"
TEMPLATES = "記入用の書式（企業に送るもの）"
TEMPLATES_ABOUT = "選択肢と入力の確認が付いた Excel の書式です。記入されたものは、そのまま取り込めます。"
EXPORT_SURVEY = "回答の一覧を Excel に書き出す"

# 集計

TABULATIONS = "集計"
TABULATIONS_ABOUT = "調査の結果を表とグラフで見て、報告書を作ります。"
TABULATIONS_HELP = """- **前回の調査**を選ぶと、前回の割合と増減を並べます。
- **分けて見る**で、業種などに分けた表（クロス集計）が出ます。
- 割合は、その設問に答えた企業に対するものです。
- 公表用の報告では、3社未満の数値と、そこから計算できてしまう数値を「x」にします。"""
NO_SURVEYS = "まだ調査の回答がありません。"
NO_SURVEYS_WAIT = "事務局が回答を取り込むと、ここで見られます。"
NO_SURVEYS_TODO = "「取込」のページで、回答のファイルを取り込んでください。"
SURVEY = "調査"
PREVIOUS = "前回の調査"
NO_PREVIOUS = "比べない"
BY = "分けて見る"
QUESTION = "設問"
ALL_QUESTIONS = "すべての設問"
FOR_STAFF = "調査担当の設定"
PANEL = "両方の調査に答えた企業だけで比べる"
WEIGHT = "重み付けの表（列：業種、従業員規模、企業数）"
EXACT = (
    "調査担当として、すべての数値を表示しています。3社未満の数値も見えます。このまま外に出さないでください。"
)
COUNTING = "集計しています。初めてのときは数秒かかります。"
ANSWERS, FIRMS, RATE, PANEL_FIRMS = "回答の数", "集計した企業", "回収率", "両方に答えた企業"
EFFECTIVE = "重み付け後の実質の企業数"
KEY_NOW, KEY_BEFORE = "今回", "前回"
FIGURE_COLUMNS = ("選択肢", "社数", "割合", "グラフ")
PREVIOUS_COLUMNS = ("前回", "増減（ポイント）")
WEIGHTED = "重み付け"
BASE, NO_ANSWER = "回答企業", "無回答"
STATISTICS = {"n": "答えた企業", "mean": "平均", "median": "中央値", "q1": "下位4分の1", "q3": "上位4分の1"}
STATISTIC = "値"
THEMES = "書かれたことの主題"
THEME_COLUMNS = ("主題", "社数", "よく出る言葉", "例（名前や連絡先は機械で伏せました）")
TEXT_ANSWERS = "言葉で答える設問です。"
GROUP = "区分"
NO_CHOICES = "この設問に、表にできる回答はありません。"
REPORTS = "報告書"
REPORT_HEADING, REPORT_SOURCE = "報告書の題名", "出典の書き方"
REPORT_SOURCE_HINT = "例：〇〇公社「実態調査」"
FORMATS = {
    ".xlsx": "Excel",
    ".docx": "Word",
    ".pdf": "PDF",
    ".csv": "CSV（数値の一覧）",
    ".json": "JSON（機械用）",
}
FORMAT = "形式"
STAFF_COPY = "職員用の写しを作る（何も伏せない。公表しない）"
EXAMPLES = "自由記述の例を載せる（先に職員用の写しで、例を読んで確かめてください）"
MAKE_REPORT = "報告書を作る"
REPORT_ABOUT = "公表用の報告書では、3社未満の数値と、そこから計算できてしまう数値を「x」にします。"

# 調査票

QUESTIONNAIRES = "調査票の定義"
QUESTIONNAIRES_ABOUT = "取り込んだ回答の列から調査票を作り、設問の名前・種類・選択肢を直します。"
QUESTIONNAIRES_HELP = """選択肢は1行に1つ書きます。
- 先頭の **＋** は良い方向、**－** は悪い方向です（DI＝＋の割合－－の割合）。＋や－のあとは1文字空けます。
- 前の年の言い方や同じ意味の言葉は「＝」のあとに「、」で並べます。例：`＋ 増加＝増えた、やや増えた`
- 言葉の中に「＝」や「、」があるときは、かぎかっこで囲みます。例：`「速度＝普通」＝普通、「まあ、普通」`
- 保存した定義は、次に開いたときもここに出ます。"""
WHICH_SURVEY = "もとにする調査"
QUESTION_LABEL, QUESTION_TYPE, QUESTION_UNIT = "設問の名前", "種類", "単位"
QUESTION_BASE = "割合のもと"
BASES = {"answered": "答えた企業", "all": "すべての企業（無回答も含める）"}
CHOICES = "選択肢（1行に1つ）"
TYPES = {
    "single": "1つ選ぶ",
    "multiple": "いくつでも選ぶ",
    "number": "数",
    "date": "日付",
    "text": "自由記述",
}
NOT_YET_DEFINED = "（まだ定義にない列。直すと加わります）"
SAVE_QUESTIONNAIRE = "この定義を保存する"
OPEN_ANEW = "直しかけたものを捨てて、保存してある定義を開き直す"
DEFINED = "登録されている調査票"
DEFINED_COLUMNS = ("調査票", "設問の数", "由来")
BUILT_IN, OWN = "製品に付属", "ここで定義"
DROP = "この定義をやめる"
WHICH_DEFINITION = "やめる定義"

# 未回答

UNANSWERED = "未回答"
UNANSWERED_ABOUT = "調査票を送った企業の一覧と突き合わせて、まだ答えていない企業を出します。"
UNANSWERED_HELP = """送った企業の一覧（企業名、登録番号、所在地などの列がある Excel か CSV）を一度だけ読み込みます。
回答を取り込むたびに、この一覧は新しくなります。"""
ASKED_FILE = "調査票を送った企業の一覧（Excel、CSV）"
ADD_TO_LIST = "前に読み込んだ一覧に足す（外すと入れ替える）"
READ_LIST = "一覧を読み込む"
CHOOSE_LIST = "先に、一覧のファイルを選んでください。"
NO_LIST = "この調査には、送った企業の一覧がまだありません。"
NO_LIST_TODO = (
    "調査票を送った企業の一覧（「企業名」や「登録番号」の列がある Excel か CSV）を下で選び、"
    "「一覧を読み込む」を押してください。回答と突き合わせて、まだ答えていない企業を出します。"
)
NO_LIST_ASK = "一覧は調査の担当者が読み込みます。担当者に、この画面で一覧を読み込むよう頼んでください。"
ASKED, ANSWERED, MISSING, OTHERS = "送った企業", "回答した企業", "未回答", "一覧にない回答"
MISSING_LIST = "まだ答えていない企業（督促の一覧）"
MISSING_COLUMNS = ("企業", "登録番号", "所在地", "担当者", "電話")
ALL_ANSWERED = "送った企業はすべて回答しています。"
UNKNOWN_LIST = "企業データベースにない企業"
UNKNOWN_COLUMNS = ("企業", "所在地", "一覧の行")
SAVE_MISSING = "督促の一覧（Excel）を作る"
REPLACE_LIST = "送った企業の一覧を読み込む・入れ替える"

# 重複の確認

DUPLICATES = "重複の確認"
DUPLICATES_ABOUT = "同じ企業かもしれない組を見比べて決めます。決めるまで、どちらの内容も変わりません。"
DUPLICATES_HELP = "違うところを太字で示します。「同じ企業」にすると1社にまとまり、どの出典も残ります。まちがえたときは元に戻せます。"
NO_REVIEWS = "確認を待っている組はありません。"
NO_REVIEWS_TODO = "ファイルを取り込んだとき、名前や電話の似た企業があると、ここに出ます。"
STATE = "表示するもの"
STATES = {"open": "確認待ち", "accepted": "同じ・正しいとしたもの", "rejected": "別・違うとしたもの"}
SAME, DIFFERENT = "同じ企業", "別の企業"
TAKE_OVER, LEAVE = "名簿の内容にする", "いまのままにする"
REOPEN = "決め直す"
LEFT_FIRM, RIGHT_FIRM = "企業 1", "企業 2"
NOW_STORED, REGISTER = "いまの登録", "公的な名簿"
FIRM_FIELDS = {
    "name": "企業名",
    "number": "登録番号",
    "corporate_number": "法人番号",
    "place": "所在地",
    "phone": "電話",
    "source": "はじめの出典",
}
WHY_SAME = "確認が要る理由"
ACCEPT_LINKS = "この取込の仮のまとまりを、すべて同じ企業とする"
DECIDED_SAME = "同じ企業としました。"
DECIDED_DIFFERENT = "別の企業としました。"
TAKEN_OVER, LEFT = "名簿の内容にしました。", "いまのままにしました。"
REOPENED = "確認待ちに戻しました。"


def heading_row(sheet: str) -> str:
    """A box in which the headings' row is chosen."""
    return f"「{sheet}」の見出しの行"


def found_itself(rows: str) -> str:
    """The headings' row is found by the content."""
    return f"自動で見分ける（いまは {rows} 行目）" if rows else "自動で見分ける"


def save(name: str) -> str:
    """The button that saves a file that was made."""
    return f"「{name}」を保存する"


def handed_in(files: int, refused: Sequence[str] = ()) -> str:
    """After files were put in. refused: why some were not taken, a sentence each."""
    taken = f"{files}個のファイルを読み取りました。下で内容を確かめてください。"
    return f"{taken}受け取れないものがありました：{' '.join(refused)}" if refused else taken


def committed(files: int, begun: Sequence[str] = ()) -> str:
    """After files were taken in. begun: the names of large ones that are still being taken in."""
    done = f"{files}個のファイルを取り込みました。" if files or not begun else ""
    if begun:
        done += f"「{'」「'.join(begun)}」は大きいため、いま取り込んでいます。終わるまで、ほかの仕事を続けられます。"
    return done


def begun(name: str) -> str:
    """After long work on a file was begun."""
    return f"「{name}」を取り込み始めました。このまま待つか、ほかのページで仕事を続けてください。"


def more_changes(shown: int, total: int) -> str:
    """Under a list that was cut."""
    return f"ほかに{shell.number(total - shown)}件あります。"


def corrects(batch: int) -> str:
    """A file that corrects one that was taken in before."""
    return f"取込番号 {batch} の直しとして読みました。同じ行は入れ替わります。"


def belongs(survey: str, known: Sequence[str]) -> str:
    """To which survey the answers belong. known: the surveys that there are."""
    if survey in known or not known:
        return f"調査「{survey}」の回答として読みました。題名が違うときは「{TAB_READING}」で直してください。"
    return (
        f"新しい調査「{survey}」の回答として読みました。いまある調査（{'、'.join(f'「{one}」' for one in known[-_TITLES:])}）の"
        f"追加や直しのときは、「{TAB_READING}」で題名を同じにしてください。"
    )


def undone(batch: int) -> str:
    """After a reading was taken back."""
    return f"取込番号 {batch} を元に戻しました。"


def suppressed(threshold: int, hidden: int) -> str:
    """What is hidden on a page of published figures."""
    words = f"公表できる数値だけを表示しています。{threshold}社未満の数値と、そこから計算できてしまう数値は「{HIDDEN}」にしています"
    return f"{words}（{shell.number(hidden)}か所）。" if hidden else f"{words}（この表示では、該当なし）。"


def base(count: str, no_answer: str) -> str:
    """How many firms a table is of."""
    return f"{BASE} {count}社（{NO_ANSWER} {no_answer}社）"


def di(now: str, before: str, difference: str) -> str:
    """The DI of a question, with the one before where there is one."""
    return f"DI {now}" + (f"（前回 {before}、増減 {difference}）" if before else "")


def cross(question: str, factor: str) -> str:
    """The caption of a cross table."""
    return f"{question}（{factor}別）"


def cell(percent: str, count: str) -> str:
    """One figure of a cross table."""
    return f"{percent}（{count}社）"


def test(method: str, p_value: float, v: float | None) -> str:
    """What a test of a cross table came to."""
    named = {"chi-square": "χ²検定", "fisher": "フィッシャーの正確検定", "permutation": "並べ替え検定"}.get(
        method, method
    )
    strength = "" if v is None else f"、関連の強さ V={v:.2f}"
    judged = (
        "区分による違いがあります" if p_value < 0.05 else "区分による違いは、偶然でも起こりうる大きさです"
    )
    return f"{judged}（{named}、p={p_value:.3f}{strength}）。"


def defined(title: str) -> str:
    """After a questionnaire was stored."""
    return f"「{title}」の定義を保存しました。集計に使われます。"


def shared_definition(title: str) -> str:
    """A survey whose definition is other surveys', too."""
    return (
        f"この調査には「{title}」の定義が使われています。ここで直すと、この定義を使うほかの調査にも効きます。"
    )


def dropped(title: str) -> str:
    """After a questionnaire was taken out."""
    return f"「{title}」の定義をやめました。"


def choices_wrong(question: str, line: str) -> str:
    """A line of choices that can't be read."""
    return f"設問「{question}」の選択肢「{line}」が読めません。「＋ 増加＝増えた、伸びた」のように書いてください。"


def list_read(asked: int, linked: int) -> str:
    """After a list of firms asked was read in."""
    return f"{shell.number(asked)}社の一覧を読み込みました（企業データベースにある企業 {shell.number(linked)}社）。"


def links_accepted(accepted: int, left: int) -> str:
    """After the links of a reading were accepted at once."""
    rest = f"{left}組はまとめられないため、確認待ちに残しました。" if left else ""
    return f"{accepted}組を同じ企業としました。{rest}"


def batch_of_links(batch: int, count: int) -> str:
    """A reading with provisional links."""
    return f"取込番号 {batch}（{count}組）"
