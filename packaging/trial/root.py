"""A clean Debian root to install into: made by debootstrap, entered with chroot, unmounted by itself."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

SUITE = "bookworm"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_MARK = "TRIAGE_TRIAL_INSIDE"
_CLONE_NEWNET = 0x40000000


def enter_own_namespace() -> None:
    """Start again with mounts and processes of our own: whatever happens, nothing stays mounted and nothing runs on.

    Raises:
        SystemExit: not root, or a program that is needed is missing; says which.
    """
    if os.environ.get(_MARK):
        return
    if os.geteuid() != 0:
        raise SystemExit("Trying the packages needs root: it makes a Debian root and installs into it.")
    missing = [name for name in ("debootstrap", "unshare", "chroot", "ip") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. On Debian: apt-get install debootstrap iproute2 util-linux")
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--", sys.executable, *sys.argv]
    os.execvpe(words[0], words, {**os.environ, _MARK: "1"})  # noqa: S606 - ourselves


def cut_off() -> None:
    """From here on there is no network but loopback: what is installed must need none."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "a network of its own cannot be had")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


class Root:
    """The root at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def fresh(cls, path: Path, base: Path, apt_conf: Sequence[Path]) -> Root:
        """A new root at ``path``, copied from ``base``, which is made first where there is none.

        ``apt_conf``: files for /etc/apt/apt.conf.d, for machines whose mirror needs them.
        """
        if not (base / "usr/bin/apt-get").exists():
            base.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(base)], check=True, stdout=sys.stderr)
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "--reflink=auto", f"{base}/.", str(path)], check=True)
        shutil.copy("/etc/resolv.conf", path / "etc/resolv.conf")
        for file in apt_conf:
            shutil.copy(file, path / "etc/apt/apt.conf.d" / file.name)
        root = cls(path)
        for kind, source, target in (("proc", "proc", "proc"), ("tmpfs", "shm", "dev/shm")):
            if target == "dev/shm":
                subprocess.run(["mount", "--rbind", "/dev", str(path / "dev")], check=True)
            subprocess.run(["mount", "-t", kind, source, str(path / target)], check=True)
        return root

    def of(self, path: str) -> Path:
        """Where a path of the root lies for us."""
        return self.path / path.lstrip("/")

    def command(self, *words: str, user: str = "root", confined: bool = False) -> list[str]:
        """The command line that runs ``words`` in the root as ``user``; ``confined``: without capabilities."""
        become = []
        if user != "root":
            become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
            become += ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"] if confined else []
        return ["chroot", str(self.path), *become, *words]

    def run(self, *words: str, user: str = "root", env: Mapping[str, str] | None = None, ok: bool = True) -> str:
        """What ``words`` print in the root.

        Raises:
            RuntimeError: they failed, and ``ok`` asked that they do not; with what they said.
        """
        ended = subprocess.run(
            self.command(*words, user=user),
            env={"PATH": PATH, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if ok and ended.returncode != 0:
            raise RuntimeError(
                f"{' '.join(words)}: status {ended.returncode}\n{ended.stdout[-1500:]}{ended.stderr[-1500:]}"
            )
        return ended.stdout + ended.stderr

    def install(self, *what: str) -> str:
        """`apt-get install` of packages by name or of .deb files, which are brought in first."""
        words = []
        for one in what:
            if one.endswith(".deb"):
                shutil.copy(one, self.of("/tmp"))  # noqa: S108 - of the root
                words.append(f"/tmp/{Path(one).name}")  # noqa: S108
            else:
                words.append(one)
        said = self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *words)
        for one in words:
            if one.endswith(".deb"):
                self.of(one).unlink()
        return said
