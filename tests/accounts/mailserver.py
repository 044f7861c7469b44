"""A mail server on this machine that notes what it is sent, in clear and under TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import create_server, socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"


@dataclass
class MailServer:
    """What came to it; `certificate` is the file by which it can be trusted."""

    certificate: Path
    port: int = 0
    in_clear: list[str] = field(default_factory=list)
    under_tls: list[str] = field(default_factory=list)


@contextmanager
def mail_server(folder: Path, *, starttls: bool = False, tls: bool = False) -> Iterator[MailServer]:
    """One that takes one connection: with STARTTLS on offer, under TLS from the first, or neither."""
    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with create_server((HERE, 0)) as listening:
        server = MailServer(certificate, listening.getsockname()[1])

        def serve() -> None:
            with (
                suppress(OSError),
                ExitStack() as open_ones,
            ):  # OSError: the client didn't trust it, or hung up
                connection = open_ones.enter_context(listening.accept()[0])
                if tls:
                    connection = open_ones.enter_context(context.wrap_socket(connection, server_side=True))
                connection.sendall(b"220 test ESMTP\r\n")
                heard = server.under_tls if tls else server.in_clear
                if _talk(connection, heard, starttls=starttls):
                    connection = open_ones.enter_context(context.wrap_socket(connection, server_side=True))
                    _talk(connection, server.under_tls, starttls=False)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
    thread.join(10)


def _talk(connection: socket, heard: list[str], *, starttls: bool) -> bool:
    """Answer until the end, or (True) until TLS is to begin."""
    in_message = False
    for raw in connection.makefile("rb", buffering=0):
        line = raw.decode().rstrip()
        heard.append(line)
        word = line.upper().partition(" ")[0]
        if in_message and line != ".":
            continue
        in_message = word == "DATA"
        if word == "EHLO":
            offered = b"250-STARTTLS\r\n" if starttls else b""
            connection.sendall(b"250-test\r\n" + offered + b"250 AUTH PLAIN\r\n")
        elif word == "STARTTLS":
            connection.sendall(b"220 go on\r\n")
            return True
        else:
            connection.sendall(
                {"AUTH": b"235", "DATA": b"354", "QUIT": b"221"}.get(word, b"250") + b" ok\r\n"
            )
        if word == "QUIT":
            break
    return False


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "server.key").write_bytes(secret)
    return folder / "server.pem", folder / "server.key"
