"""The regional data, as files; see README.md beside this one. Opened as data, never imported as code."""
