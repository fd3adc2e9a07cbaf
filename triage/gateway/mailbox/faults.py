"""What can go wrong between the gateway and the mail server, in one word each and one sentence for people."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator

from imapclient.exceptions import (  # type: ignore[import-untyped]
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from triage.models.errors import KnownError

WORDS = {
    "password-file": ("The file with the mailbox password cannot be read.", "Check mailbox.password_file."),
    "sign-in": ("The mail server refuses the mailbox user or its password.", "Check mailbox.user and the password."),
    "certificate": ("The mail server's certificate is not trusted.", "Check mailbox.host and mailbox.ca_file."),
    "ca-file": ("The file with the mail server's authority cannot be used.", "Check mailbox.ca_file."),
    "no-starttls": ("The mail server offers no TLS on this port.", "Check mailbox.port and mailbox.tls."),
    "plain-port": ("Port 143 begins without TLS.", 'Set mailbox.tls = "starttls", or port 993.'),
    "name": ("The mail server's name is not known.", "Check mailbox.host."),
    "connection": ("The mail server cannot be reached, or the connection broke.", "Check the server and the network."),
    "folder": ("A folder of the mailbox is missing and cannot be made.", "Make the folder, or check its name."),
    "server": ("The mail server refuses a command.", "Look at the mail server's own log."),
}


class MailboxFault(KnownError):
    """The mailbox cannot be worked now; nothing was lost. ``word`` is one of `WORDS`."""

    def __init__(self, word: str) -> None:
        super().__init__(*WORDS[word])
        self.word = word


@contextlib.contextmanager
def as_faults() -> Iterator[None]:
    """Turn what the IMAP library and the sockets raise into `MailboxFault`."""
    try:
        yield
    except LoginError as error:
        raise MailboxFault("sign-in") from error
    except IMAPClientAbortError as error:
        raise MailboxFault("connection") from error
    except IMAPClientError as error:
        raise MailboxFault("server") from error
    except ssl.SSLCertVerificationError as error:
        raise MailboxFault("certificate") from error
    except socket.gaierror as error:
        raise MailboxFault("name") from error
    except (OSError, EOFError) as error:
        raise MailboxFault("connection") from error
