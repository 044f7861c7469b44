"""The cookie of a session: for programs of the same site only, out of scripts' reach."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from matching.settings import Settings

NAME = "juhatchu_session"
# Between leaving for the agency's own login and coming back from it.
LOGIN_NAME = "juhatchu_login"


def session_cookie(secret: str, settings: Settings) -> str:
    """The value of Set-Cookie after signing in."""
    return cookie(NAME, secret, settings, settings.session_hours * 3600)


def cleared_cookie(settings: Settings) -> str:
    """The value of Set-Cookie after signing out."""
    return cookie(NAME, "", settings, 0)


def cookie(name: str, value: str, settings: Settings, seconds: int) -> str:
    """The value of Set-Cookie for one of our cookies. `value` is URL-safe text."""
    secure = "; Secure" if settings.secure else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def secret_of(header: str, name: str = NAME) -> str:
    """The secret in a Cookie header; "" where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""
