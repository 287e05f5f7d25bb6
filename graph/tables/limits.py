"""What a table from outside may be at most. Beyond these a file is refused, never read in part."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE_BYTES = 10_000_000
"""Size of the file as it came, in bytes (10 MB)."""

MAX_ROWS = 20_000
"""Rows with anything in them, below the header row."""

MAX_LINES = 1_048_576
"""Rows of a file with the blank ones, which is where Excel itself ends."""

MAX_COLUMNS = 100
"""Columns with anything in them."""

MAX_CELL = 10_000
"""Characters in one cell; a row with a longer one is rejected, the others are read."""

MAX_HEADER = 200
"""Characters in one column name; a longer one is cut, with a note."""

MAX_TEXT_BYTES = 32 * MIB
"""All cells together as UTF-8: a workbook can repeat one stored text in every cell."""

MAX_ZIP_ENTRIES = 100
"""Files inside an Excel file."""

MAX_INFLATED_BYTES = 50 * MIB
"""An Excel file unpacked, in bytes: what its table of contents states, and what really comes out."""

MAX_INFLATED_RATIO = 100
"""Unpacked size over packed size of one file inside an Excel file."""
