"""Decides on the work of a desk: praatplaat, intake, cases, referrals, places, follow-up.

Pure, as the rest of the core: what is decided here, ``port.Casework`` remembers.
"""
