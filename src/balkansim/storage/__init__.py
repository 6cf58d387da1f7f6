"""Run folders: what an experiment writes, whole or not at all, and how it is read again."""
