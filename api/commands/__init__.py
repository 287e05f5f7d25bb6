"""What the commands of ``api.cli`` ask, show and write.

This file imports nothing, because a process of its own (``import_child``) would wait for it.
"""
