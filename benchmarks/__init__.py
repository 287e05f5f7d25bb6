"""How fast and how good the desk is, measured; ``README.md`` says how."""
