"""Where the store's 32-byte key comes from. Only the key is kept there; everything else is in the store."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from triage.models.errors import KnownError

KEY_BYTES = 32
_LOOSE = stat.S_IRWXG | stat.S_IRWXO
_SERVICE = "triage"
# RFC 9106, second recommended set, with a lane for each of two cores.
_ITERATIONS, _LANES, _MEMORY_KB = 3, 2, 64 * 1024


class KeySource(Protocol):
    """Gives the store's key, making it the first time."""

    def load(self, *, may_make: bool = True) -> bytes:
        """32 bytes. Blocking: call it off the GUI thread.

        Raises:
            KnownError: the key cannot be had; says what to do. With ``may_make`` False also when there is none: a new
                one would not open the store that exists, and its owner would take that store for damaged.
        """
        ...


class TrainingKeyFile:
    """A key file beside the training store, for its owner's eyes only (0600). Training data is synthetic."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, *, may_make: bool = True) -> bytes:
        with contextlib.suppress(FileExistsError):
            if not self._path.exists():
                if not may_make:
                    raise _missing("The key file beside the local store")
                _write_new(self._path, secrets.token_hex(KEY_BYTES).encode())
        # On Windows a file's mode says nothing; there the user's own folder protects it.
        if os.name == "posix" and self._path.stat().st_mode & _LOOSE:
            raise KnownError(
                "The training key file can be read by other people on this machine.",
                f"Run: chmod 600 {self._path.name} in the training folder, or delete the folder to start afresh.",
            )
        return _key(self._path.read_text(encoding="ascii", errors="replace"))


class CredentialStoreKey:
    """The operating system's credential store (Windows Credential Manager, Secret Service, Keychain)."""

    def __init__(self, account: str) -> None:
        self._account = account

    def load(self, *, may_make: bool = True) -> bytes:
        import keyring
        from keyring.errors import KeyringError

        try:
            kept = keyring.get_password(_SERVICE, self._account)
            if kept is None and not may_make:
                raise _missing("The key of the local store in this machine's credential store")
            if kept is None:
                keyring.set_password(_SERVICE, self._account, secrets.token_hex(KEY_BYTES))
                kept = keyring.get_password(_SERVICE, self._account)
        except KeyringError as error:
            raise KnownError(
                "The credential store of this machine cannot be used.",
                "Unlock it and start again, or choose a passphrase as key source.",
            ) from error
        return _key(kept or "")


class OpenedKey:
    """A key that was had already, from whichever source."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def load(self, *, may_make: bool = True) -> bytes:  # noqa: ARG002 - there is nothing to make
        return self._key


class SecretTrouble(KnownError):
    """The words that were typed do not do; other words may."""


class WrongPassphrase(SecretTrouble):
    """The words are not those that the key was wrapped with."""

    def __init__(self) -> None:
        super().__init__("The secret does not fit.", "Type it again; after a change use the new one.")


class PassphraseKey:
    """The key in a file, wrapped by a passphrase (Argon2id, then AES-256-GCM). Changing the words rewraps it only.

    ``beside``: a key of this machine that goes into the wrapping too, so that the file alone cannot be guessed at.
    """

    def __init__(self, path: Path, ask: Callable[[], str], beside: KeySource | None = None) -> None:
        self._path = path
        self._ask = ask
        self._beside = beside

    def load(self, *, may_make: bool = True) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not self._path.exists() and not may_make:
            raise _missing("The key file of the local store")
        passphrase = self._ask()
        if not self._path.exists():
            return self._make(passphrase)
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            salt, nonce, wrapped = (bytes.fromhex(kept[name]) for name in ("salt", "nonce", "key"))
            return AESGCM(self._wrapping(passphrase, salt)).decrypt(nonce, wrapped, _SERVICE.encode())
        except InvalidTag as error:
            raise WrongPassphrase from error
        except (ValueError, KeyError, TypeError) as error:
            raise KnownError(
                "The key file is damaged.", "Restore it from a backup: without it the store is lost."
            ) from error

    def _make(self, passphrase: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not passphrase:
            raise KnownError("A passphrase is needed.", "Type a few words that only you know.")
        key, salt, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(self._wrapping(passphrase, salt)).encrypt(nonce, key, _SERVICE.encode())
        _write_new(self._path, json.dumps({"salt": salt.hex(), "nonce": nonce.hex(), "key": wrapped.hex()}).encode())
        return key

    def _wrapping(self, passphrase: str, salt: bytes) -> bytes:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=_ITERATIONS,
            lanes=_LANES,
            memory_cost=_MEMORY_KB,
            secret=self._beside.load(may_make=not self._path.exists()) if self._beside else None,
        ).derive(passphrase.encode())


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise _damaged()
    return key


def _missing(what: str) -> KnownError:
    return KnownError(
        f"{what} is not there, so the store cannot be opened. Nothing was changed.",
        "Sign in to this machine as you did before, or ask IT to bring the key back. Unsent work may be in the store.",
    )


def _damaged() -> KnownError:
    return KnownError("The store's key is damaged.", "Restore it from a backup: without it the store is lost.")


def _write_new(path: Path, content: bytes) -> None:
    """Make a file of mode 0600 that exists either whole or not at all; FileExistsError when somebody was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _place(half, path)
    finally:
        half.unlink(missing_ok=True)


def _place(half: Path, path: Path) -> None:
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: rename still never shows a half file
        half.replace(path)
