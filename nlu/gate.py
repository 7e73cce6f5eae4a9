"""Messages without words: empty, punctuation, one repeated letter, other scripts, far too long.

They must never reach a classifier, which would give them a confident intent. 👍 and 👎 are answers.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_MESSAGE = 4000  # characters; a rambling message of a page still passes
SAME_LETTER = re.compile(r"^(.)\1{3,}$")
THUMBS = {"👍": "affirm", "✅": "affirm", "👌": "affirm", "👎": "deny", "❌": "deny"}
CONTENT_FREE = "nlu_fallback"
TOO_LONG = "too_long"


def gate(text: str) -> str | None:
    """The intent of a message that needs no understanding, or None for one that does."""
    if len(text) > LONGEST_MESSAGE:
        return TOO_LONG
    letters = [char for char in text if unicodedata.category(char)[0] in "LN"]
    if not letters:
        return next((intent for thumb, intent in THUMBS.items() if thumb in text), CONTENT_FREE)
    latin = sum(1 for char in letters if ord(char) < 0x250)
    if latin < len(letters) / 2:
        return CONTENT_FREE
    if SAME_LETTER.match("".join(letters).lower()) or not any(char.isalpha() or char in "2345678" for char in letters):
        return CONTENT_FREE
    return None
