"""Decides: the model, matching, eligibility. Pure: no database, no web, no disk, no clock of its own."""
