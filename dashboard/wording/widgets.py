"""What Streamlit's own widgets say in English and can't be told otherwise -> Japanese; put in place by static/words.js."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# The whole of a label or a text.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Choose an option": "選んでください",
        "Choose options": "選んでください（いくつでも）",
        "Choose or add an option": "選ぶか、書いてください",
        "Choose or add options": "選ぶか、書いてください（いくつでも）",
        "Add an option": "書いてください",
        "Add options": "書いてください（いくつでも）",
        "No options to select": "選べるものがありません",
        "No results": "当てはまるものがありません",
        "Select all": "すべて選ぶ",
        "Selected values": "選んだもの",
        "Selectbox options": "選択肢",
        "Multiselect options": "選択肢",
        "Selectbox": "選択",
        "Multiselect": "選択（いくつでも）",
        "Open": "選択肢を開く",
        "Menu": "メニュー",
        "Clear value": "消す",
        "Clear all": "すべて消す",
        "Clear entry": "消す",
        "Clear date": "日付を消す",
        "Clear dates": "日付を消す",
        "Choose date": "日付を選ぶ",
        "Choose date range": "期間を選ぶ",
        "Use arrow keys to navigate dates. Enter to select. Escape to close.": "矢印キーで日付を移り、Enter で決め、Esc で閉じます。",
        "Increment": "増やす",
        "Decrement": "減らす",
        "Number is outside the allowed range.": "入れられる範囲の外の数です。",
        "Number is below the allowed range.": "数が小さすぎます。",
        "Number is above the allowed range.": "数が大きすぎます。",
        "Invalid input.": "読み取れません。",
        "Show password": "パスワードを表示する",
        "Hide password": "パスワードを隠す",
        "Add files": "ファイルを足す",
        "Copy to clipboard": "写す",
        "Copied": "写しました",
        "Close": "閉じる",
        "Dismiss": "閉じる",
        "Previous month": "前の月",
        "Next month": "次の月",
        "file upload": "ファイルを置く所",
        "Collapse sidebar": "ページの一覧をたたむ",
        "Expand sidebar": "ページの一覧を開く",
        "Sidebar": "ページの一覧",
        "App pages": "ページ",
        "Main menu": "画面のメニュー",
        "Notifications": "お知らせ",
        "Navigate to home page": "最初のページへ",
        "Scroll tabs left": "左へ",
        "Scroll tabs right": "右へ",
        "Skip to main content": "本文へ進む",
        "Running...": "処理しています",
        "Connecting": "接続しています",
        "Connecting to Streamlit server": "サーバーに接続しています",
        "Connection error": "サーバーにつながりません",
        "Connection timed out.": "サーバーから返事がありません。しばらくしてから、この画面を開き直してください。",
    }
)

# Texts with something in them, as a regular expression of the browser's -> the Japanese, $1 for what is in them.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        r"Add: (.*)": "書いたとおりに入れる：$1",
        r"Choose date, (.*)": "日付を選ぶ：$1",
        r"([\d,]+) options? available\.": "候補は $1件です。",
        r"Remove (.*)": "「$1」を外す",
        r"Select (\d+) matches": "当てはまる $1件をすべて選ぶ",
        r"You can only select up to (\d+) options?\. Remove an option first\.": "選べるのは $1件までです。ほかを外してから選んでください。",
        r"Number is outside the allowed range\. Please enter a value between (.*) and (.*)\.": "$1 から $2 までの数を入れてください。",
        r"Number is below the allowed range\. Please enter a value greater than or equal to (.*)\.": "$1 以上の数を入れてください。",
        r"Number is above the allowed range\. Please enter a value less than or equal to (.*)\.": "$1 以下の数を入れてください。",
    }
)
