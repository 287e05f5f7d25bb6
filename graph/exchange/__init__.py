"""Writes what the register holds to files for others, and reads back what holds everything.

``exporting.export`` is the door out and ``reading.read_export`` the door in; ``docs/exchange.md`` describes
the formats for who reads the files.
"""
