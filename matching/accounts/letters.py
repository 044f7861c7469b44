"""What is printed or mailed with a one-time link."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from matching.errors import InputError
from matching.settings import Settings

# Where links lead while no public_url is set and no dashboard says where it listens.
_USUAL_ADDRESS = "http://127.0.0.1:8501"
_ELSEWHERE = (
    f"このアドレスは、画面を {_USUAL_ADDRESS} で開くときのものです。別のアドレスやポートで開くときは、"
    "JUHATCHU_PUBLIC_URL（設定ファイルの public_url）を指定してから、リンクを作り直してください。"
)
_log = logging.getLogger(__name__)
_JAPAN = ZoneInfo("Asia/Tokyo")
_SECONDS = 15
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject, the address that the reader opens, and the whole text; `notice`: what its sender must know of the address."""

    subject: str
    address: str
    text: str
    notice: str = ""


def letter(settings: Settings, kind: str, secret: str, name: str, login: str, expires_at: datetime) -> Letter:
    """The letter for a link of kind "invitation" or "reset"."""
    address = f"{settings.public_url or _USUAL_ADDRESS}/{kind}/{secret}"
    until = expires_at.astimezone(_JAPAN)
    day = f"{until.year}年{until.month}月{until.day}日({_WEEKDAYS[until.weekday()]}) {until.hour}時{until.minute:02}分"
    invited = kind == "invitation"
    subject = "受発注マッチングへのご案内" if invited else "パスワードの再設定（受発注マッチング）"
    purpose = (
        "受発注マッチングの利用者として登録しました。次のアドレスを開き、パスワードを決めてください。"
        if invited
        else "次のアドレスを開き、新しいパスワードを決めてください。これまでのパスワードは、決めるまで使えます。"
    )
    lines = (
        f"{name} 様",
        "",
        purpose,
        "",
        f"  {address}",
        "",
        f"利用者名: {login}",
        f"期限: {day} まで（一度だけ使えます）",
        "",
        "このアドレスを知っている人は、あなたのパスワードを決められます。ほかの人に見せないでください。",
        "心当たりのないときは、何もせずに捨ててください。",
    )
    return Letter(subject, address, "\n".join(lines) + "\n", "" if settings.public_url else _ELSEWHERE)


def send(settings: Settings, to: str, letter: Letter) -> None:
    """Mail a letter. Raises InputError where mail isn't set up or the server refuses it."""
    if not settings.smtp_url or not settings.mail_from:
        raise InputError(
            "メールの設定（smtp_url と mail_from）がありません。リンクを印刷してお渡しください。"
        )
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, letter.subject
    message.set_content(letter.text)
    try:
        _deliver(settings.smtp_url, message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _log.error("mail could not be sent: %s", type(error).__name__)  # the error may hold the address
        raise InputError("メールを送れませんでした。リンクを印刷してお渡しください。") from error


def send_later(settings: Settings, to: str, letter: Letter) -> None:
    """Mail a letter beside the request, so that its time doesn't tell whether there was anybody to mail to."""
    threading.Thread(target=_try_to_send, args=(settings, to, letter), name="mail").start()


def _try_to_send(settings: Settings, to: str, letter: Letter) -> None:
    try:
        send(settings, to, letter)
    except InputError:
        return  # it stands in the log


def _deliver(url: str, message: EmailMessage) -> None:
    """Under TLS, whose certificate must fit, wherever the server has it; a password goes nowhere without."""
    server = urlsplit(url)
    host, secure = server.hostname or "localhost", server.scheme == "smtps"
    certified = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=_SECONDS, context=certified)
        if secure
        else smtplib.SMTP(host, server.port or 587, timeout=_SECONDS)
    ) as connection:
        connection.ehlo()  # the server says only in answer to it what it has
        if not secure and connection.has_extn("starttls"):
            connection.starttls(context=certified)
            secure = True
        if server.username and not secure:
            raise smtplib.SMTPNotSupportedError("the server has no TLS")
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
