"""Words for the terminal."""


def tell(text: str) -> None:
    """Say how far the measuring is, at once."""
    print(text, flush=True)  # noqa: T201
