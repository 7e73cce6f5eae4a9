"""`python -m delivery`: the process that delivers enquiries; `python -m operate serve` starts it where any is set."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from delivery.places import places
from delivery.rounds import deliver, round_of
from delivery.settings import Unfinished, settings
from stores.enquiries import EnquiryStore

FORMAT = "%(asctime)s %(levelname)s %(message)s"


def main() -> int:
    """Deliver until told to stop, or once."""
    parser = argparse.ArgumentParser(
        prog="python -m delivery",
        description="Delivers stored enquiries by mail, webhook or Slack, again and again until they are there.",
        epilog="Where they go is set in the environment: see docs/contact.md.",
    )
    parser.add_argument("--once", action="store_true", help="deliver what is due now, then end (1 if anything failed)")
    once = parser.parse_args().once
    logging.basicConfig(level=logging.INFO, format=FORMAT, stream=sys.stdout)
    try:
        found = settings()
    except Unfinished as problem:
        print(problem, file=sys.stderr)
        return 1
    if not found.targets:
        print("Nothing says where enquiries go: see docs/contact.md.", file=sys.stderr)
        return 1
    if once:
        return 1 if round_of(EnquiryStore(), places(found))[1] else 0
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    deliver(places(found), found.days, over)
    return 0


if __name__ == "__main__":
    sys.exit(main())
