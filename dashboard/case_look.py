"""How the pages of firms and cases look; colours are those of look.py."""

# ruff: noqa: E501 - a rule of style is one line

STYLE = """<style>
.jf-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .8rem; color: var(--jh-text); }
.jf-card { border: 1px solid var(--jh-line); border-radius: .6rem; padding: .7rem 1rem; background: var(--jh-card); line-height: 1.5; }
.jf-card h3 { font-size: 1.1rem; margin: 0 0 .2rem; padding: 0; } .jf-card p { margin: .1rem 0; }
.jf-card a, .jh-table a, .jf-list a { color: var(--jh-accent); text-decoration: underline; }
.jf-sub { color: var(--jh-muted); } .jf-warn { color: var(--jh-off); font-weight: 700; }
ul.jf-chips { list-style: none !important; display: flex; flex-wrap: wrap; gap: .35rem; margin: .2rem 0 .6rem !important; padding: 0 !important; color: var(--jh-text); }
ul.jf-chips > li { border: 1px solid var(--jh-accent); border-radius: 1rem; padding: .05rem .7rem; margin: 0 !important; background: var(--jh-soft); }
ul.jf-chips > li.refuses { border-style: dashed; border-color: var(--jh-off); background: var(--jh-off-soft); }
ul.jf-chips > li.outside { border-style: dashed; }
.jf-read, .jf-read dd { margin: 0 !important; padding: 0 !important; } .jf-read { color: var(--jh-text); } .jf-read dt { font-weight: 700; }
ul.jf-list { list-style: none !important; margin: 0 !important; padding: 0 !important; color: var(--jh-text); }
ul.jf-list > li { border: 1px solid var(--jh-line); border-radius: .5rem; padding: .5rem .9rem; margin: 0 0 .5rem !important; background: var(--jh-card); }
ul.jf-list > li.jf-late { border-left: .4rem solid var(--jh-off); }
ul.jf-list p { margin: 0; }
ul.jf-list.jf-two { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: .5rem; } ul.jf-two > li { margin: 0 !important; }
.jf-own h2 { font-size: 1.15rem; margin: 0; padding: 0; } .jf-own p { margin: .1rem 0 .3rem; }
.jf-profile td:first-child { white-space: nowrap; font-weight: 700; } .jf-profile td:last-child { min-width: 13rem; color: var(--jh-muted); }
.jf-board { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(13.5rem, 1fr); gap: .7rem; overflow-x: auto; padding-bottom: .4rem; color: var(--jh-text); }
.jf-board section { background: var(--jh-soft); border-radius: .6rem; padding: .5rem .6rem; } .jf-board section > h2 { font-size: 1.05rem; margin: 0 0 .4rem; padding: 0; }
.jf-board .jf-card { padding: .45rem .7rem; margin-bottom: .5rem; }
.jf-diff { color: var(--jh-text); } .jf-diff tbody th { width: 12rem; } .jf-diff td { width: 43%; } .jf-diff td ins { text-decoration: none; font-weight: 700; border-bottom: 2px solid var(--jh-ok); }
.jf-diff td, .jf-profile td, .jf-lines td, .jf-text { white-space: pre-wrap; }
.jf-text { border: 1px solid var(--jh-line); border-radius: .5rem; padding: .5rem .9rem; background: var(--jh-card); color: var(--jh-text); line-height: 1.7; }
.jp { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .35rem 1rem; margin: 0 !important; padding: 0 !important; color: var(--jh-text); }
.jp dt { font-weight: 700; } .jp dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 700px) { .jf-diff thead { display: none; } .jf-diff tr, .jf-diff tbody th, .jf-diff td { display: block; width: auto; } .jf-diff tr { margin-bottom: .6rem; } .jf-diff td::before { content: attr(data-label) "："; display: block; color: var(--jh-muted); } .jf-profile td:first-child { white-space: normal; } .jf-profile td:last-child { min-width: 0; } .jp { grid-template-columns: 1fr; } .jp dd { margin-bottom: .3rem; } .jh-table th, .jh-table td { padding: .3rem .4rem; } }
</style>"""
