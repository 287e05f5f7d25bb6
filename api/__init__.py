"""Talks: the HTTP API, the pages, the command line and their settings."""
