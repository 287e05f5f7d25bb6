"""Turns lists from anyone into clean rows, and rows into spreadsheets that are safe to open.

``child.read_table_in_child`` reads CSV and Excel files of any origin; ``columns.suggest_columns`` proposes
which column holds what; ``writing`` makes CSV and Excel files. Nothing here knows the register.
"""
