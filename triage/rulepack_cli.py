"""``triage rulepack``: write out the shipped pack, check and sign one of the force's own, make the keys for that."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from triage.insight.risk.examples import wrong_examples
from triage.insight.risk.pack import Pack, shipped_pack
from triage.insight.risk.pack_files import pack_in, read_bytes, signature_of
from triage.insight.risk.signed import new_keys, sign, verify
from triage.models.errors import KnownError

WRONG = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("rulepack", help="check or sign a pack of risk rules, or show the shipped one")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = inner.add_parser("check", help="whether a pack can be used and keeps its own examples")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--public-key", type=Path, metavar="FILE", help="its signature as well, by this key")
    check.set_defaults(run=_check)
    key = inner.add_parser("key", help="make a pair of keys: NAME.key to sign with, NAME.pub for the gateways")
    key.add_argument("name", type=Path, metavar="NAME")
    key.set_defaults(run=_key)
    signing = inner.add_parser("sign", help="sign a pack that keeps its examples: writes FILE.sig")
    signing.add_argument("file", type=Path, metavar="FILE")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE")
    signing.set_defaults(run=_sign)
    show = inner.add_parser("show", help="the shipped pack as one file")
    show.set_defaults(run=_show)


def _check(arguments: argparse.Namespace) -> int:
    pack = pack_in(arguments.file)
    wrong = _say_wrong(pack)
    rules = len(pack.file.rules)
    sys.stdout.write(f"{pack.file.pack}: {rules} rules, {len(pack.file.classes)} word classes\nSHA-256 {pack.sha256}\n")
    if arguments.public_key:
        signature = read_bytes(signature_of(arguments.file))
        by = verify(pack.content.encode(), signature, read_bytes(arguments.public_key))
        sys.stdout.write(f"Signed by key {by}\n")
    return WRONG if wrong else 0


def _sign(arguments: argparse.Namespace) -> int:
    pack = pack_in(arguments.file)
    if _say_wrong(pack):
        return WRONG
    signed = signature_of(arguments.file)
    signature = sign(pack.content.encode(), read_bytes(arguments.key))
    _write(signed, signature.encode(), mode=0o644)
    sys.stdout.write(f"Wrote {signed}\n")
    return 0


def _key(arguments: argparse.Namespace) -> int:
    private, public = (arguments.name.with_name(arguments.name.name + end) for end in (".key", ".pub"))
    for path in (private, public):
        if path.exists():
            raise KnownError(f"{path} is there already.", "Choose another name: a key that is lost cannot sign again.")
    keys = new_keys()
    _write(private, keys.private, mode=0o600)
    _write(public, keys.public, mode=0o644)
    sys.stdout.write(f"Wrote {private} (keep it where only you can read it) and {public} (for the gateways)\n")
    return 0


def _say_wrong(pack: Pack) -> bool:
    wrong = list(wrong_examples(pack))
    for one in wrong:
        sys.stderr.write(f"{one.pointer}: {one.detail}\n")
    return bool(wrong)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    try:
        path.touch(mode=mode)  # before anything is in it
        path.write_bytes(content)
    except OSError as error:
        raise KnownError(f"{path} cannot be written: {error.strerror or error}.") from error


def _show(arguments: argparse.Namespace) -> int:
    del arguments
    sys.stdout.write(shipped_pack().content)
    return 0
