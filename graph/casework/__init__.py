"""Remembers the desk's work, in the same store as the register; see ``matchmaker.casework.port``."""
