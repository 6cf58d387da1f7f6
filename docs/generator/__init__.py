"""The project described from its own code and data: pages of the documentation, written as Markdown."""
