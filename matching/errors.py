"""One tree of named errors; each door maps it once.

JuhatchuError
├── InputError                the caller gave something that cannot be used (exit 2, HTTP 422)
│   ├── UnknownFilter         a --where key that does not exist, or a value that cannot be read
│   ├── NotFound              no such supplier, order or batch (HTTP 404)
│   ├── SeveralFirms          words that fit several firms, of which a person must say which is meant
│   ├── NotAsked              nobody has said which firms a survey was sent to
│   ├── UnreadableFile        a file that is no table we can read
│   ├── NotSignedIn           nobody has signed in, or the session has ended (HTTP 401)
│   ├── AccessDenied          no rule of matching/corporate/access.py permits it (HTTP 403)
│   ├── Stale                 the thing was changed by somebody else meanwhile (HTTP 412)
│   ├── Conflict              it contradicts what stands, or a request repeats a key for something else (HTTP 409)
│   │   └── KnownFirm         what is to become a new firm is recognised as a stored one
│   └── TooManyTries          too many tries in too short a time (HTTP 429)
├── DatabaseError             the corporate database cannot be used (exit 2, HTTP 503)
│   ├── WrongDatabase         not ours, or written by another version
│   └── StorageFull           the disk is full, or the file may not grow
├── IndexUnusable             a saved index that does not fit (rebuilt, never shown to a user)
└── EncoderUnavailable        no encoder for this machine (LSA stands in)

Messages are Japanese sentences that say what to do: they are shown to users as they are.
"""

from collections.abc import Mapping


class JuhatchuError(Exception):
    """Root of every error that the product raises on purpose."""


class InputError(JuhatchuError):
    """What the caller gave cannot be used."""


class UnknownFilter(InputError):
    """A filter key that does not exist, or a value of it that cannot be read."""


class NotFound(InputError):
    """No such supplier, order or batch."""


class SeveralFirms(InputError):
    """Words that fit several firms. `firms`: the first of them by id, each as it is shown; `left`: how many more there are."""

    def __init__(self, message: str, firms: Mapping[int, str], left: int = 0) -> None:
        super().__init__(message)
        self.firms = firms
        self.left = left


class NotAsked(InputError):
    """Nobody has said which firms a survey was sent to."""


class UnreadableFile(InputError):
    """A file that is no table we can read."""


class NotSignedIn(InputError):
    """Nobody has signed in, or the session has ended."""


class AccessDenied(InputError):
    """No access rule permits it."""


class Stale(InputError):
    """The thing was changed by somebody else meanwhile."""


class Conflict(InputError):
    """It contradicts what stands, or repeats an idempotency key for something else."""


class KnownFirm(Conflict):
    """What is to become a new firm is recognised as a stored one (`company_id`), onto which a person must say that it goes."""

    def __init__(self, message: str, company_id: int) -> None:
        super().__init__(message)
        self.company_id = company_id


class TooManyTries(InputError):
    """Too many tries in too short a time; `seconds` says when to come back."""

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


class DatabaseError(JuhatchuError):
    """The corporate database cannot be used."""


class WrongDatabase(DatabaseError):
    """The database is not ours, or was written by another version."""


class StorageFull(DatabaseError):
    """The disk is full, or the file may not grow."""


class IndexUnusable(JuhatchuError):
    """A saved index does not fit the settings, the lexicon or the encoder: rebuild it."""


class EncoderUnavailable(JuhatchuError):
    """No encoder of that name works on this machine."""
