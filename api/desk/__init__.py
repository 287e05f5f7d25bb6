"""A desk's own work, the same from pages and over the API: what is read, done, presented and described."""
