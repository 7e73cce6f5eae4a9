"""What Slack takes in one message. More of anything is refused as a whole, so nothing may be sent that exceeds it."""

from __future__ import annotations

BLOCKS = 50  # in a message
SECTION = 3000  # characters of a section's text, and of an element of a context
FIELDS = 10  # of a section
FIELD = 2000  # characters of a field
HEADER = 150
BUTTON = 75  # characters on a button, or of an option
VALUE = 2000  # characters behind a button
OPTION_VALUE = 150  # characters behind an option
SHOWN = 5  # buttons in a row; a phone hides what is beyond
BUTTONS = 25  # in a message, before they become a select
OPTIONS = 100  # of a select
ROWS = 40  # of one table: drawn as fields, each row is a block
COLUMNS = 9  # of one table beside its labels: drawn as fields, a row is one section
TABLE = 9000  # characters of a table, cells counted with what surrounds them
CELL = 60  # what surrounds a cell on the wire
# Documented nowhere: about 13,200 characters are refused as `msg_blocks_too_long`, and what stands around words counts.
MESSAGE = 12_500
UPDATE = 4000  # bytes of the text of a message that is changed
