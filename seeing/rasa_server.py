"""Rasa's command line with our logs and metrics: `python -m seeing.rasa_server run ...` takes what `rasa run` takes.

METRICS_PORT serves Prometheus metrics on that port, LOG_LEVEL says from which level on is logged.
"""

from __future__ import annotations

import sys
from typing import Any

from seeing import logs

# Rasa would write these itself, past our logs.
_REFUSED = ("--log-file", "--use-syslog", "--logging-config-file")


def main() -> None:
    """Run Rasa's command line."""
    for option in sys.argv[1:]:
        if option.split("=")[0] in _REFUSED:
            raise SystemExit(
                f"{option} would write what people say into a log. Logs go to stderr: send that on instead."
            )
    logs.set_up()
    import rasa.__main__
    import rasa.utils.io

    def set_up(level: int | None = None, **_more: Any) -> None:
        logs.set_up(level)

    rasa.__main__.configure_structlog = set_up
    rasa.utils.io.configure_colored_logging = lambda _level: None
    from seeing import in_rasa, metrics

    in_rasa.mend()
    metrics.serve("METRICS_PORT")
    rasa.__main__.main()


if __name__ == "__main__":
    main()
