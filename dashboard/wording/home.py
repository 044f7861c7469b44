"""The front page: what there is, and the first steps for each role."""

TITLE = "はじめに"
ABOUT = "使えるページです。左の一覧（スマートフォンでは左上の「ページの一覧を開く」の中）からも開けます。"
