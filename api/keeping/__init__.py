"""Keeping the register true, the same from pages, commands and the API: what is read, done and presented.

This file imports nothing, because a process of its own (``doubles_child``) would wait for it.
"""
