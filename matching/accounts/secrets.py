"""Secrets that are handed out once and kept as digests."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "juhatchu_"  # so that a token that went astray is recognised for what it is


def new_secret() -> str:
    """32 random bytes as text that fits into an address and a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(kind: str, text: str) -> str:
    """What is stored of a login or an address that somebody tries: the same for the same, "" for none."""
    return digest(f"{kind}:{text}") if text else ""
