"""The pages before and beside Streamlit's: signing in, a first password, messages. Plain HTML that works without a script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from dashboard.wording import shell as wording

_STYLE = """
:root { color-scheme: light dark; --text: light-dark(#1b2733, #e8edf2); --back: light-dark(#f3f6f8, #131a21);
  --card: light-dark(#ffffff, #1c252e); --accent: light-dark(#0b5560, #7fd1de); --on-accent: light-dark(#ffffff, #0d1a1d);
  --line: light-dark(#6b7a87, #8b9aa8); --wrong: light-dark(#9a1f12, #ffb4a8); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--back); color: var(--text); font-size: 1.125rem; line-height: 1.6;
  word-break: auto-phrase; text-wrap-style: pretty;
  font-family: 'Yu Gothic UI', Meiryo, 'Hiragino Sans', 'Noto Sans JP', 'Noto Sans CJK JP', IPAexGothic, sans-serif; }
@font-face { font-family: IPAexGothic; src: url('/brand/ipaexg.ttf') format('truetype'); font-display: swap; }
main { max-width: 30rem; margin: 0 auto; padding: 2.5rem 1.2rem; }
.brand { display: flex; align-items: center; gap: .7rem; font-weight: 700; font-size: 1.35rem; color: var(--accent); }
.brand img { width: 2.4rem; height: 2.4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.4rem 1.6rem; margin-top: 1.2rem; }
h1 { font-size: 1.5rem; margin: 0 0 .6rem; }
label { display: block; font-weight: 700; margin-top: 1rem; }
input { width: 100%; margin-top: .3rem; font: inherit; color: inherit; background: transparent; padding: .55rem .7rem;
  border: 1px solid var(--line); border-radius: .35rem; }
button, .button { display: inline-block; margin-top: 1.4rem; padding: .65rem 1.6rem; font: inherit; font-weight: 700;
  border: 0; border-radius: .35rem;
  background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.wrong { border-left: .4rem solid var(--wrong); padding: .4rem .8rem; color: var(--wrong); font-weight: 700; overflow-wrap: anywhere; }
.said { border-left: .4rem solid var(--accent); padding: .4rem .8rem; }
"""


@dataclass(frozen=True, slots=True)
class Field:
    """An input of a form; `kind` is HTML's type, `filling` what the browser may fill in."""

    name: str
    label: str
    kind: str
    filling: str
    value: str = ""


def page(title: str, body: str) -> str:
    """A whole page; `body` is HTML."""
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{escape(wording.title(title))}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/brand/icon.svg">'
        f"<style>{_STYLE}</style></head><body><main>"
        f'<div class="brand"><img src="/brand/icon.svg" alt="">{wording.PRODUCT}</div>'
        f'<div class="card"><h1>{escape(title)}</h1>{body}</div></main></body></html>'
    )


def message(title: str, text: str, way: str = "/", label: str = wording.TO_FRONT) -> str:
    """A page that says one thing and where to go from here."""
    return page(title, f'<p>{escape(text)}</p><a class="button" href="{escape(way)}">{escape(label)}</a>')


def sign_in(
    token: str, wanted: str, *, login: str = "", wrong: str = "", said: str = "", agency: bool = False
) -> str:
    """The sign-in; `wanted` is the path to go on to, `agency` whether the agency's own login is offered too."""
    fields = (
        Field("login", wording.LOGIN, "text", "username", login),
        Field("password", wording.PASSWORD, "password", "current-password"),
    )
    hidden = {"token": token, "next": wanted}
    body = (
        _notes(wrong, said)
        + f"<p>{wording.SIGN_IN_HELP}</p>"
        + _form("/signin", hidden, fields, wording.SIGN_IN)
    )
    if agency:
        way = f"/oidc/start?next={quote(wanted, safe='')}"
        body += f'<p><a href="{way}">{wording.AGENCY_SIGN_IN}</a></p>'
    return page(wording.SIGN_IN_TITLE, body)


def new_password(title: str, name: str, login: str, token: str, action: str, wrong: str = "") -> str:
    """A first or a new password, by a link on paper or in a mail."""
    fields = (
        Field("password", wording.NEW_PASSWORD, "password", "new-password"),
        Field("again", wording.NEW_PASSWORD_AGAIN, "password", "new-password"),
    )
    who = f"<p>{escape(wording.for_person(name, login))}</p>"
    body = _notes(wrong) + who + f"<p>{wording.PASSWORD_HELP}</p>"
    return page(title, body + _form(action, {"token": token}, fields, wording.DECIDE))


def sign_out(token: str) -> str:
    """A button to sign out with, where another site led here."""
    return page(wording.SIGN_OUT, _form("/signout", {"token": token}, (), wording.SIGN_OUT))


def _notes(wrong: str = "", said: str = "") -> str:
    notes = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return notes + (f'<p class="said" role="status">{escape(said)}</p>' if said else "")


def _form(action: str, hidden: dict[str, str], fields: tuple[Field, ...], button: str) -> str:
    parts = [
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    ]
    parts += [
        f'<label for="{field.name}">{escape(field.label)}</label><input id="{field.name}" name="{field.name}" type="{field.kind}" '
        f'autocomplete="{field.filling}" value="{escape(field.value)}" maxlength="500" required>'
        for field in fields
    ]
    parts.append(f'<button type="submit">{escape(button)}</button>')
    return f'<form method="post" action="{escape(action)}" accept-charset="utf-8">{"".join(parts)}</form>'
