"""Words for the terminal, and the exit code of a command that measures."""

from collections.abc import Callable

from operate.problem import Problem
from operate.processes import Interrupted

_STOPPED = 130


def tell(text: str) -> None:
    """Say how far the measuring is, at once."""
    print(text, flush=True)  # noqa: T201


def exit_code(measuring: Callable[[], None]) -> int:
    """Measure; 0 when it is done, 1 for a problem, which is told, and 130 when somebody stopped it."""
    try:
        measuring()
    except Problem as problem:
        tell(str(problem))
        return 1
    except Interrupted:
        tell("Stopped.")
        return _STOPPED
    return 0
