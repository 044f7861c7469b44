"""How the page 案件→企業 looks: marks, chips, cards, the matrix and the map; colours are those of look.py."""

# ruff: noqa: E501 - a rule of style is one line

STYLE = """<style>
.jm-text { display: block; white-space: pre-wrap; line-height: 1.9; background: var(--jh-card); border: 1px solid var(--jh-line); border-radius: .5rem; padding: .3rem .9rem; color: var(--jh-text); }
.jm-fold > summary { cursor: pointer; list-style: none; display: flex; flex-wrap: wrap; align-items: center; gap: .1rem .8rem; } .jm-fold .jm-text { flex: 1 1 24rem; } .jm-fold > summary::-webkit-details-marker { display: none; }
.jm-fold:not([open]) .jm-text { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; white-space: normal; padding-block: 0; }
.jm-fold:not([open]) :is(.jm-lead, .jm-less, .jm-note:not(.guess)), .jm-fold[open] .jm-more { display: none; }
.jm-fold:not([open]) .jm-text:has(.jm-lead)::before { content: "… "; }
.jm-more, .jm-less { font-size: .92rem; color: var(--jh-accent); text-decoration: underline; }
.jm-more::before { content: "▸ "; } .jm-less::before { content: "▾ "; }
mark.jm { background: var(--jh-soft); color: var(--jh-text); padding: .1rem .1rem; text-decoration-line: underline; text-underline-offset: .25em; text-decoration-thickness: 2px; text-decoration-color: var(--jh-accent); }
mark.jm.must { font-weight: 700; text-decoration-style: solid; text-decoration-thickness: 3px; }
mark.jm.wish { text-decoration-style: dashed; }
mark.jm.off { background: var(--jh-off-soft); text-decoration-style: wavy; text-decoration-color: var(--jh-off); }
mark.jm.needless { background: transparent; text-decoration-style: dotted; text-decoration-color: var(--jh-muted); }
mark.jm.guess { background: transparent; text-decoration-style: double; }
.jm-note { font-size: .78rem; color: var(--jh-muted); margin: 0 .15rem; white-space: nowrap; }
.jm-note.off { color: var(--jh-off); }
.jm-gone { color: var(--jh-muted); }
.jm-text ins { text-decoration: none; border-bottom: 2px solid var(--jh-ok); }
.jm-letters ins { text-decoration: none; border-bottom: 2px solid var(--jh-ok); }
ul.jm-letters { list-style: none !important; display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .3rem 0 0 !important; padding: 0 !important; font-size: .85rem; color: var(--jh-text); }
#jm-found { margin: 0; font-size: .95rem; color: var(--jh-muted); width: fit-content; }
.jc { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr) minmax(0, 1.4fr); gap: 0 1.2rem; line-height: 1.5; color: var(--jh-text); }
.jc p { margin: 0 0 .15rem; } .jc h3.jc-name { font-size: 1.2rem; font-weight: 700; margin: 0; padding: 0; }
.jc-rank { font-size: 1.35rem; font-weight: 700; } .jc-fit { font-weight: 700; font-size: 1.05rem; }
.jc-score { float: right; }
.jc-bar { display: flex; height: .8rem; background: var(--jh-line); margin: .2rem 0; }
.jc-bar span { display: block; height: 100%; border-right: 2px solid var(--jh-card); background: var(--jh-accent); }
.jc-bar .p1 { opacity: .8; } .jc-bar .p2 { opacity: .65; } .jc-bar .p3 { opacity: .5; } .jc-bar .p4 { opacity: .4; }
.jc-bar .off { background: repeating-linear-gradient(45deg, var(--jh-off) 0 5px, var(--jh-off-soft) 5px 8px); }
.jc-parts { font-size: .9rem; } .jc-parts ul { margin: .2rem 0; }
.jc ul.jx-list, ul.jx-list { list-style: none !important; margin: .3rem 0 0 !important; padding: 0 !important; display: flex; flex-wrap: wrap; gap: .2rem .5rem; }
ul.jx-list > li, .jm-letters > li { margin: 0 !important; padding: 0 !important; }
.jx-v summary { cursor: pointer; list-style: none; } .jx-v summary::-webkit-details-marker { display: none; }
.jx-list .jx-v { border: 1px solid var(--jh-line); border-radius: .4rem; padding: 0 .45rem; font-size: .92rem; }
.jx-v.meets > summary { color: var(--jh-ok); font-weight: 700; } .jx-v.fails > summary { color: var(--jh-off); font-weight: 700; }
.jx-list .jx-v.unknown { border-style: dashed; } .jx-list .jx-v.fails { border: 2px solid var(--jh-off); }
.jx-v span { display: block; font-size: .9rem; white-space: pre-wrap; }
.jx th[scope=row] { min-width: 14rem; } .jx th .jc-reach { font-weight: 400; } .jx td { min-width: 6rem; } .jcmp { table-layout: fixed; min-width: 40rem; } .jcmp td { white-space: pre-wrap; } .jcmp th[scope=row], .jcmp thead td { width: 9rem; } .jcmp td p { margin: 0; }
.jmap { position: relative; width: 100%; max-width: 27rem; background: var(--jh-card); border: 1px solid var(--jh-line); border-radius: .5rem; overflow: hidden; color: var(--jh-text); }
.jmap span { position: absolute; transform: translate(-50%, -50%); white-space: nowrap; line-height: 1.2; }
.jmap b { position: absolute; font-weight: 400; } .jmap b.land, .jmap b.lake { inset: 0; filter: drop-shadow(0 0 1px var(--jh-muted)); }
.jmap i { position: absolute; inset: 0; background: light-dark(#e6eede, #2a3a30); } .jmap .lake i { background: light-dark(#d3e6f2, #15303f); }
.jmap .scale { right: 3%; top: 45%; border: 2px solid var(--jh-text); border-top: 0; font-size: .8rem; line-height: 1.1; text-align: center; }
.jmap-help { margin: 0 0 .4rem; color: var(--jh-muted); font-size: .92rem; }
.jmap .town { font-size: .72rem; padding-top: 2.3rem; color: var(--jh-muted); }
.jmap .town::before { content: ""; position: absolute; left: 50%; top: 50%; width: .4rem; height: .4rem; margin: -.2rem; border-radius: 50%; background: var(--jh-muted); }
.jmap .town:empty { padding: 0; }
.jmap .pin { background: var(--jh-accent); color: var(--jh-on-accent); border: 2px solid var(--jh-card); border-radius: 1rem; padding: 0 .45rem; font-weight: 700; font-size: .9rem; }
.jmap .origin { background: var(--jh-off-soft); color: var(--jh-off); border: 2px solid var(--jh-off); padding: 0 .3rem; font-size: .8rem; font-weight: 700; }
.jmap-row { display: flex; flex-wrap: wrap; gap: 0 1.5rem; } .jmap-row > .jmap { flex: 1 1 22rem; align-self: flex-start; } .jmap-list { flex: 1 1 18rem; color: var(--jh-text); }
.jp { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .35rem 1rem; margin: 0; color: var(--jh-text); }
.jp dt { font-weight: 700; } .jp dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 700px) { .jc { grid-template-columns: 3rem minmax(0, 1fr); } .jc > :not(.jc-rank, .jc-rank + div) { grid-column: 1 / -1; } .jp { grid-template-columns: 1fr; } }
.jc-box { border: 1px solid var(--jh-line); border-radius: .4rem; padding: 1rem; margin-bottom: .9rem; }
.jc-profile { grid-column: 1 / -1; margin-top: .2rem; } .jc-profile > summary { cursor: pointer; width: fit-content; color: var(--jh-accent); text-decoration: underline; }
[class*="st-key-card-"] { gap: .4rem .8rem; } [class*="st-key-card-"] > .stElementContainer:first-child { flex: 1 1 100%; }
.st-key-jm-tools > :first-child { flex: 1 1 24rem; }
@media (forced-colors: active) {
  .jc-bar { border: 1px solid CanvasText; } .jc-bar span, .jmap :is(.pin, .town::before) { forced-color-adjust: none; }
  .jc-bar .off { background: repeating-linear-gradient(45deg, CanvasText 0 2px, Canvas 2px 6px); border-left: 2px solid CanvasText; }
}
</style>"""
