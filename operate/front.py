"""nginx before several servers, as deploy/nginx says, with all that it writes under var/."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from string import Template

from operate.places import HOST, LOGS, NGINX, ROOT, VAR, Ports
from operate.problem import Problem
from operate.processes import Part

_FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # where nginx lies on systems that do not show it to everybody


def front_door(public: int, private: int, servers: Sequence[Ports]) -> Part:
    """Describe nginx: the public paths on one port, what is for our own programs on the other.

    Raises:
        Problem: if nginx is not installed, or refuses what is written here.
    """
    program = _nginx()
    folder = (ROOT / VAR / f"nginx-{private}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    values = _values(folder, public, private, servers)
    for name in ("adviser", "private", "local"):
        text = (NGINX / f"{name}.conf.template").read_text(encoding="utf-8")
        (folder / f"{name}.conf").write_text(Template(text).safe_substitute(values), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "local.conf"), "-e", "stderr"]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise Problem(f"nginx refuses {folder / 'local.conf'}:\n{tried.stderr.strip()}")
    return Part("nginx", (), LOGS / f"nginx-{private}.log", command)


def _nginx() -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), *_FOLDERS))
    found = shutil.which("nginx", path=path)
    if found is None:
        raise Problem(
            "Several servers stand behind nginx, which is not installed: install it (on Debian and Ubuntu: "
            "apt install nginx-light), or start one server. Nothing was started."
        )
    return found


def _values(folder: Path, public: int, private: int, servers: Sequence[Ports]) -> dict[str, str]:
    lines = (f"server {HOST}:{ports.rasa} max_fails=1 fail_timeout=2s;" for ports in servers)
    return {
        "FOLDER": str(folder),
        # nginx of root would hand its work to somebody who may not read this folder.
        "USER": "user root;" if os.geteuid() == 0 else "",
        "RASA_SERVERS": "\n    ".join(lines),
        "PUBLIC_LISTEN": f"{os.environ.get('PUBLIC_ADDRESS') or HOST}:{public}",
        "PRIVATE_LISTEN": f"{HOST}:{private}",
        "RATE": os.environ.get("PUBLIC_RATE") or "10r/s",
        "BURST": os.environ.get("PUBLIC_BURST") or "40",
        "CONNECTIONS": os.environ.get("PUBLIC_CONNECTIONS") or "40",
        "MORE": "",
        "ERRORS": str((ROOT / NGINX / "errors.conf").resolve()),
    }
