"""The OpenAPI page: schemathesis holds the running server to it, and it to the server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from channels.web.refusals import REFUSALS
from tests.channels.visitors import Site, Visitor

HERE = Path(__file__).parent
EXAMPLES = 8  # of each kind at each address, beside those that schemathesis works out from the page


def test_the_channel_behaves_as_its_page_says(site: Site, tmp_path: Path) -> None:
    """All of schemathesis' checks: statuses, schemas, headers, methods, what must be refused and what must not."""
    command = [Path(sys.executable).with_name("st"), "--config-file", HERE / "schemathesis.toml", "run"]
    command += [f"{site.web}/openapi.json", "--checks", "all", "--seed", "20261122", "--max-examples", str(EXAMPLES)]
    environment = {
        **os.environ,
        "ADVISER_WEB": site.web,
        "PYTHONPATH": str(HERE.parents[1]),
        "SCHEMATHESIS_HOOKS": "tests.channels.openapi_hooks",
    }
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout


def test_the_page_is_served_as_it_is_written(site: Site) -> None:
    page = yaml.safe_load((HERE.parents[1] / "channels" / "openapi.yml").read_text(encoding="utf-8"))
    assert Visitor(site).ask("GET", "/openapi.json").json() == page
    assert page["servers"] == [{"url": "/webhooks/web"}]


def test_the_page_names_every_code() -> None:
    page = yaml.safe_load((HERE.parents[1] / "channels" / "openapi.yml").read_text(encoding="utf-8"))
    error = page["components"]["schemas"]["Error"]["properties"]["error"]
    assert set(error["properties"]["code"]["enum"]) == set(REFUSALS)
