"""What holds the decoding process back: limits of the system, and on Linux a filter of system calls.

Linux (x86-64 and 64-bit ARM): memory, processor time, files and file size are limited, and from `lock` on the kernel
refuses every call that is not needed to compute: no file can be opened, no socket made, no program started.
Windows has neither; there the desk's time limit and the answer's bounds are what remains, and the answer says
``confined: false``, which the viewer tells the person.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space: Qt's and Python's libraries take about a third of it."""
SECONDS = 20
FILES = 64

_ALLOW, _REFUSE, _NOT_THERE, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_CLONE_THREAD = 0x00010000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Call → its number on x86-64 and on 64-bit ARM. What only computes, or reads and writes what is open already.
_CALLS: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, 73),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "ppoll": (271, 73),
    "set_robust_list": (273, 99),
    "eventfd2": (290, 19),
    "pipe2": (293, 59),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
_CLONE, _CLONE3 = (56, 220), (435, 435)


def limit() -> None:
    """Little memory and time, few files, none written, no memory image when it falls."""
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CPU, SECONDS)
    _lower(resource.RLIMIT_NOFILE, FILES)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, MEMORY)


def lock() -> bool:
    """From here on only computing is allowed. True when the system sees to it. Raises nothing: a system that cannot
    do it is told to the desk, which tells the person."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _ARCHES or struct.calcsize("P") != 8:
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    told = Program(len(program) // 8, ctypes.addressof(code))
    system = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if system.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero):
        return False
    return not system.prctl(_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(told), zero, zero)


def _lower(kind: int, to: int) -> None:
    import resource

    _, most = resource.getrlimit(kind)
    wanted = to if most == resource.RLIM_INFINITY else min(to, most)
    resource.setrlimit(kind, (wanted, wanted))


def _program(machine: str) -> bytes:
    """The filter in the kernel's own small language (BPF): eight bytes an instruction.

    Another processor's numbers are never believed; numbers with the bit of the x32 table fall through to “refuse”.
    A thread may be started, a process may not: `clone` with CLONE_THREAD passes, `clone3` is said not to be there,
    after which the C library asks `clone`.
    """
    column = 0 if machine == "x86_64" else 1
    load, equal, some_bits, give = 0x20, 0x15, 0x45, 0x06

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    calls = [numbers[column] for numbers in _CALLS.values()]
    steps = [step(load, 4), step(equal, _ARCHES[machine], 1, 0), step(give, _KILL), step(load, 0)]
    steps += [step(equal, _CLONE3[column], 0, 1), step(give, _NOT_THERE)]
    steps += [step(equal, _CLONE[column], 0, 4), step(load, 16), step(some_bits, _CLONE_THREAD, 0, 1)]
    steps += [step(give, _ALLOW), step(give, _REFUSE)]
    for at, number in enumerate(calls):
        steps.append(step(equal, number, len(calls) - at, 0))
    return b"".join([*steps, step(give, _REFUSE), step(give, _ALLOW)])
