"""Lists on their way in: sent, looked at, compared with the register, and stored as one batch or dropped.

``waiting.Imports`` keeps them between the requests of one person. Whatever takes long or is heavy runs
outside the event loop: reading and comparing in processes of their own (``child``, ``worker``), storing in a
thread of the store. This file imports nothing, because the processes would wait for it.
"""
