"""Passwords: what makes one good enough, and their argon2id hashes.

Twelve characters or more, no rule about kinds of characters, none of the ones that everybody tries first (after NIST SP 800-63B).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from matching.corporate.values import clean
from matching.errors import InputError

SHORTEST, LONGEST = 12, 200
# What is tried first, alone or with digits around: letters only, as in `_letters`.
_COMMON = frozenset(
    """password passwordpassword passw passwd pasuwado administrator admin adminadmin kanrisha root user qwerty qwertyuiop qwertyqwerty
    asdfghjkl asdfasdf zxcvbnm azerty iloveyou letmein welcome monkey dragon sunshine princess football baseball superman batman master
    ibaraki ibarakiken mito hitachi tsukuba japan nihon nippon tokyo sakura juhatchu jutchu hatchu matching パスワード ぱすわーど いばらき
    茨城 茨城県 abc abcd abcdef abcdefg abcdefgh abcdefghijkl aiueo kakikukeko test testtest guest changeme secret himitsu""".split()
)
_SEQUENCES = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_FEWEST_KINDS = 5

# 64 MiB each would let a few dozen tries at once exhaust a small server; this is above OWASP's minimum (19 MiB, 2 passes).
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(4)


def hashed(password: str) -> str:
    """The hash to store."""
    with _at_once:
        return _hasher.hash(_folded(password))


@cache
def _nobodys() -> str:
    """Verified where there is no such account, so that a try takes as long as for one that there is."""
    return hashed("nobody's password at all")


def fits(stored: str, password: str) -> bool:
    """Whether a password fits a hash; with "" (no account, no password) it doesn't, after the same work."""
    known = stored or _nobodys()  # made before a place is taken: making it takes one, too
    with _at_once:
        try:
            return _hasher.verify(known, _folded(password)[: LONGEST * 4]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether a hash was made with other settings than today's, and should be made again."""
    return _hasher.check_needs_rehash(stored)


def check(password: str, login: str = "") -> None:
    """Raises InputError, which says what is wrong, for a password that isn't good enough."""
    text = _folded(password)
    plain = text.casefold()
    if len(text) < SHORTEST:
        raise InputError(
            f"パスワードは {SHORTEST} 文字以上にしてください。覚えやすい言葉をいくつか並べると作りやすくなります。"
        )
    if len(text) > LONGEST:
        raise InputError(f"パスワードは {LONGEST} 文字以内にしてください。")
    name = login.partition("@")[0].casefold()
    if len(name) >= 3 and name in plain:
        raise InputError("利用者名やメールアドレスを含まないパスワードにしてください。")
    if len(set(plain)) < _FEWEST_KINDS or any(plain in one * 2 for one in _SEQUENCES) or _is_common(plain):
        raise InputError("推測されやすいパスワードです。関係のない言葉をいくつか組み合わせてください。")


def _is_common(plain: str) -> bool:
    letters = re.sub(r"[\W\d_]+", "", plain)
    spelt = re.sub(r"[\W\d_]+", "", plain.translate(str.maketrans("013457@$", "oieastas")))
    repeated = re.fullmatch(r"(.+?)\1+", plain)
    short = repeated is not None and len(repeated[1]) <= 6
    return not letters or letters in _COMMON or spelt in _COMMON or short


def _folded(password: str) -> str:
    return unicodedata.normalize("NFKC", clean(password))
