"""The words that Slack shows around answers, from slack.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("slack.yml").read_text(encoding="utf-8"))
