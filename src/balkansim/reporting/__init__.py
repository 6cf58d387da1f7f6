"""The HTML report of a scenario or a run folder: one page that opens offline, prints and can be forwarded."""
