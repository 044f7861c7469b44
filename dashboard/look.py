"""How our own HTML looks, in light and in dark, on the screen and on paper."""

# light-dark() follows the color-scheme that Streamlit sets for the theme in force.
STYLE = """<style>
:root, .stApp {
  --jh-text: light-dark(#1b2733, #e8edf2); --jh-muted: light-dark(#46525e, #b6c1cb);
  --jh-accent: light-dark(#0b5560, #7fd1de); --jh-on-accent: light-dark(#ffffff, #0d1a1d);
  --jh-soft: light-dark(#e8f2f3, #1d3339); --jh-line: light-dark(#c3ccd4, #43515d); --jh-card: light-dark(#ffffff, #1c252e);
  --jh-off: light-dark(#9a3412, #fdb48a); --jh-off-soft: light-dark(#fdf0e9, #3b2418);
  --jh-ok: light-dark(#1d6b37, #8fdca8); --jh-warn: light-dark(#7a4b00, #f2c14e);
  --jh-page: light-dark(#fbfcfd, #131a21); --jh-shade: light-dark(#46525e80, #b6c1cb80);
}
.stApp :focus-visible { outline: 3px solid var(--jh-accent) !important; outline-offset: 2px; }
/* A choice's own field is cut off by the box around it: that one shows where one is. */
.react-aria-ComboBox input:focus-visible { outline: none !important; }
.react-aria-ComboBox > [role="group"]:has(input:focus-visible) { outline: 3px solid var(--jh-accent); outline-offset: 2px; }
[data-testid="stPopoverBody"] :focus-visible { outline: 3px solid !important; outline-offset: 2px; }
[data-testid="stPopoverBody"] button[kind^="primary"]:focus-visible { outline-color: oklch(from currentcolor calc(1.2 - l) 0 h) !important; }
/* A mark to tick or choose is a hidden field beside what shows. */
label:has(input:is([type="radio"], [type="checkbox"]):focus-visible) { outline: 3px solid var(--jh-accent); outline-offset: 3px; border-radius: 3px; }
[data-testid="stPopoverBody"] :is(label, [role="group"]):has(> input:focus-visible, > * > input:focus-visible) { outline-color: currentcolor; }
.stApp { overflow-wrap: anywhere; }
/* Lines end between phrases, and no last line is a lone syllable, where the browser can tell them. */
.stMain :is(p, h1, h2, h3, dd, li, caption) { word-break: auto-phrase; text-wrap-style: pretty; }
/* A table that is too wide is scrolled; its columns don't shrink until words come apart. */
.jh-scroll :is(td, th) { word-break: auto-phrase; overflow-wrap: break-word; }
a[href^="tel:"], .jh-day { white-space: nowrap; }
/* Without a colour of its own a number that can be dialled is the browser's blue, which a dark page swallows. */
.stApp a[href^="tel:"] { color: var(--jh-accent); text-decoration: underline; }
/* A form that opens under a button stands on a small screen as a whole. */
[data-testid="stPopoverBody"] { padding: .9rem 1.1rem !important; }
[data-testid="stPopoverBody"] [data-testid="stVerticalBlock"] { gap: .6rem; }
.jh-bar { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center; justify-content: space-between;
  border-bottom: 3px solid var(--jh-accent); padding: .2rem 0 .5rem; color: var(--jh-text); }
.jh-brand, .jh-brand:visited { display: inline-flex; gap: .5rem; align-items: center; font-weight: 700; font-size: 1.15rem;
  color: var(--jh-accent) !important; text-decoration: none; }
.jh-brand img { width: 1.8rem; height: 1.8rem; }
.jh-who { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: center; }
.jh-name { font-weight: 700; } .jh-roles { color: var(--jh-muted); }
.jh-out, .jh-link { color: var(--jh-accent) !important; text-decoration: underline; }
.jh-about { margin: 0; color: var(--jh-muted); }
.jh-empty { border: 2px dashed var(--jh-line); border-radius: .6rem; padding: 1rem 1.4rem; color: var(--jh-text); }
.jh-empty p { margin: .2rem 0; }
.jh-said { margin: 0; border-left: .4rem solid var(--jh-accent); background: var(--jh-soft); color: var(--jh-text); padding: .5rem .9rem; }
/* What was just done and its undo stay in sight however far down the page it was done; what has the focus is never under it. */
[data-testid="stLayoutWrapper"]:has(> .st-key-jh-said) { position: sticky; top: 0; z-index: 90; }
.jh-number { white-space: nowrap; }
/* Where the list of pages is folded away, its button has the screen's top. */
.stApp:has([data-testid="stExpandSidebarButton"]) [data-testid="stLayoutWrapper"]:has(> .st-key-jh-said) { top: 3.75rem; }
.stMain:has(.st-key-jh-said) { scroll-padding-top: 8rem; }
.st-key-jh-said { gap: .3rem .8rem; padding: .3rem .5rem; border-bottom: 2px solid var(--jh-accent); background: var(--jh-card); }
.jh-keys dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .4rem 0; }
.jh-keys dt { font-weight: 700; } .jh-keys dd { margin: 0; }
.stMain [data-testid="stHeading"] h2 { padding: .5rem 0; }
/* What leads to another page looks as if it could be pressed. */
.stMain [data-testid="stPageLink"] a { border: 1px solid var(--jh-accent); border-radius: .5rem; padding: .35rem .8rem; }
.jh-table { border-collapse: collapse; width: 100%; }
.jh-table caption { text-align: left; font-weight: 700; padding: .3rem 0; background: var(--jh-page); }
.jh-table th, .jh-table td { border: 1px solid var(--jh-line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
.jh-table th { background: var(--jh-soft); }
.jh-table thead th { word-break: keep-all; overflow-wrap: break-word; }
.jh-table td.n { text-align: right; font-variant-numeric: tabular-nums; }
/* Where a table goes on beside the screen, its edge is shaded: a phone shows no bar to scroll by. */
.jh-scroll { overflow-x: auto; background:
  linear-gradient(90deg, var(--jh-page) 30%, transparent) left / 3rem 100% local no-repeat,
  linear-gradient(270deg, var(--jh-page) 30%, transparent) right / 3rem 100% local no-repeat,
  linear-gradient(90deg, var(--jh-shade), transparent) left / 1.1rem 100% scroll no-repeat,
  linear-gradient(270deg, var(--jh-shade), transparent) right / 1.1rem 100% scroll no-repeat; }
.jh-letter { white-space: pre-wrap; font: inherit; border: 1px solid var(--jh-line); border-radius: .4rem; padding: .8rem 1rem; }
.jh-secret { font-family: monospace; border: 2px solid var(--jh-accent); border-radius: .4rem; padding: .6rem .9rem; overflow-wrap: anywhere; }
button[kind^="primary"], button[kind^="primary"] * { color: var(--jh-on-accent) !important; }
/* Popovers and dialogs stand beside .stApp and don't have its color-scheme, but the theme's text: light text, dark on the button. */
:is([data-testid="stPopoverBody"], [data-testid="stDialog"]) button[kind^="primary"] {
  color: oklch(from currentcolor calc(1.2 - l) 0 h) !important; }
:is([data-testid="stPopoverBody"], [data-testid="stDialog"]) button[kind^="primary"] * { color: inherit !important; }
.stMainBlockContainer { padding-left: clamp(1rem, 2.5vw, 3rem); padding-right: clamp(1rem, 2.5vw, 3rem); }
.stTextArea textarea, .stButton p, .stPopover p, .stFormSubmitButton p, .stDownloadButton p, [data-testid="stWidgetLabel"] p,
 .stExpander summary p, .stSelectbox div { font-size: 1rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: var(--jh-muted); opacity: 1; }
:is([data-testid="stPopoverBody"], [data-testid="stDialog"]) [data-testid="stCaptionContainer"],
:is([data-testid="stPopoverBody"], [data-testid="stDialog"]) [data-testid="stCaptionContainer"] * { color: inherit; }
[data-testid="stSidebarNavLink"] span { white-space: normal; font-size: 1.05rem; }
[data-testid="InputInstructions"] { display: none; }
/* What can be copied says so without a mouse over it: fingers and keys have none. */
[data-testid="stCode"] [data-testid="stElementToolbarButton"] * { visibility: visible; opacity: 1; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after { content: "ファイルを選ぶ"; font-size: 1rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
/* Folded away, the list of pages only stands beside the screen: no key may lead there. */
[data-testid="stSidebar"][data-collapsed="true"] { visibility: hidden; }
/* A pair of arrows doesn't say what it opens. */
[data-testid="stExpandSidebarButton"] { width: auto !important; min-height: 2.6rem; padding: 0 .5rem !important; }
[data-testid="stExpandSidebarButton"]::after { content: attr(aria-label); font-size: 1rem; margin-left: .3rem; color: var(--jh-accent); }
@media (max-width: 768px) {
  [data-testid="stSidebarCollapseButton"] button { width: auto; min-height: 2.6rem; padding: 0 .5rem; }
  [data-testid="stSidebarCollapseButton"] button::before { content: attr(aria-label); font-size: 1rem; margin-right: .3rem; white-space: nowrap; }
}
/* Windows' high contrast has the person's own few colours: what is chosen is filled, what is drawn keeps its shape. */
@media (forced-colors: active) {
  :root, .stApp { --jh-text: CanvasText; --jh-muted: CanvasText; --jh-line: CanvasText; --jh-card: Canvas; --jh-soft: Canvas; --jh-page: Canvas;
    --jh-accent: Highlight; --jh-on-accent: HighlightText; --jh-off: CanvasText; --jh-off-soft: Canvas; --jh-ok: CanvasText; --jh-warn: CanvasText; }
  .stApp :is([role="radio"][aria-checked="true"], [role="tab"][aria-selected="true"]),
  .stApp :is([role="radio"][aria-checked="true"], [role="tab"][aria-selected="true"]) * {
    forced-color-adjust: none; background: Highlight !important; color: HighlightText !important; }
  [data-testid="stRadioOption"][data-selected] > div > :first-child, [data-testid="stCheckbox"] label[data-selected] > div:has(> svg) {
    forced-color-adjust: none; background: Highlight !important; border: 2px solid CanvasText !important; color: HighlightText; }
  [data-testid="stCheckbox"] label[data-selected] > div > svg * { stroke: HighlightText !important; }
  :is([data-testid="stPopoverBody"], [data-testid="stDateInputCalendar"], .react-aria-Popover) { border: 2px solid CanvasText !important; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .stButton, .stDownloadButton, .stFormSubmitButton, .stPopover,
  .jh-out,  .stFileUploader, .st-key-jh-said { display: none !important; }
  .stApp, .stMain, [data-testid="stAppViewContainer"], .stMainBlockContainer { position: static !important; overflow: visible !important;
    display: block !important; padding: 0 !important; background: #fff !important; color: #000 !important; height: auto !important; }
  .jh-table tr, .card, .jh-empty { break-inside: avoid; }
  @page { size: A4; margin: 14mm; }
}
</style>"""
