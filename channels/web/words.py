"""What a person wrote, made safe to hand on; and what is refused: a command of Rasa's in whatever disguise."""

from __future__ import annotations

import unicodedata

# Rasa takes a message that begins with a slash for an intent. The others look like one.
_SLASHES = frozenset("/⁄∕⧸╱⟋／")
# Nothing is seen of these, though Unicode calls them letters, marks or signs.
_BLANKS = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
_KEPT = frozenset("\n\t")


def cleaned(text: str) -> str:
    """The text without control characters, with half characters replaced, stripped at both ends."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign for sign in whole if sign in _KEPT or unicodedata.category(sign) != "Cc").strip()


def is_command(text: str) -> bool:
    """Whether the first sign to be seen is a slash."""
    for sign in text:
        if (
            sign in _BLANKS
            or unicodedata.category(sign) in _UNSEEN
            or "VARIATION SELECTOR" in unicodedata.name(sign, "")
        ):
            continue
        return unicodedata.normalize("NFKC", sign)[:1] in _SLASHES or sign in _SLASHES
    return False
