"""Looks at processes by way of /proc (who started whom, what they hold, how much they have worked) and ends them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from operate.problem import Problem

_STOP_SECONDS = 20
_PROC = Path("/proc")
# Places in /proc/PID/stat, counted from the sign after the name.
_PARENT, _USER_TIME, _SYSTEM_TIME, _RESIDENT = 1, 11, 12, 21


@dataclass(frozen=True)
class Process:
    """A process as it is at one moment: its resident memory in MB, its processor time in milliseconds."""

    pid: int
    parent: int
    command: str
    megabytes: float
    milliseconds: float


def tree(root: int) -> list[Process]:
    """A process and everything below it."""
    if not (_PROC / "self" / "stat").is_file():
        raise Problem("This system has no /proc to read memory from: the benchmarks need Linux.")
    running = [process for folder in _PROC.glob("[0-9]*") if (process := _read(folder))]
    found = {root}
    while more := {process.pid for process in running if process.parent in found} - found:
        found |= more
    return [process for process in running if process.pid in found]


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop; insist, with everything it started, if it does not."""
    if process.poll() is not None:
        return
    everything = tree(process.pid)
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for one in everything:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        process.wait()


def _read(folder: Path) -> Process | None:
    """Read one process; nothing if it has just ended."""
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
    except OSError:
        return None
    ticks = int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])
    return Process(
        pid=int(folder.name),
        parent=int(fields[_PARENT]),
        command=command,
        megabytes=int(fields[_RESIDENT]) * os.sysconf("SC_PAGE_SIZE") / 1e6,
        milliseconds=ticks * 1000 / os.sysconf("SC_CLK_TCK"),
    )
