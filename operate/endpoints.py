"""Tells Rasa where the action server is, when it is not where endpoints.yml says."""

from __future__ import annotations

from pathlib import Path

import yaml

from operate.places import DEFAULT_ACTIONS_PORT, ENDPOINTS, VAR, Ports
from operate.problem import Problem


def endpoints_for(ports: Ports) -> Path:
    """Give endpoints.yml, or a copy under var/ that differs in the action server's address only."""
    if ports.actions == DEFAULT_ACTIONS_PORT:
        return ENDPOINTS
    try:
        settings = yaml.safe_load(ENDPOINTS.read_text()) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Problem(f"{ENDPOINTS} cannot be read: {error}") from error
    settings["action_endpoint"] = {**settings.get("action_endpoint", {}), "url": f"{ports.actions_url}/webhook"}
    derived = VAR / f"endpoints-{ports.actions}.yml"
    derived.write_text(f"# Made from {ENDPOINTS} for this port: change that one.\n{yaml.safe_dump(settings)}")
    return derived


def check_no_model_server() -> None:
    """See that no other model can come than the one whose hash is checked.

    Raises:
        Problem: if endpoints.yml names a model server.
    """
    if "models" in (yaml.safe_load(ENDPOINTS.read_text(encoding="utf-8")) or {}):
        raise Problem(
            f"{ENDPOINTS} names a model server under 'models': take that out. In production the model is the one in "
            "models/, whose hash is checked, and no other is fetched."
        )
