"""Pages on which a desk keeps the register true: doubles, what is due, and changes to what is known."""
