"""A small world whose words try to break the page."""

from __future__ import annotations

SIZE = {"draws": 4, "histories": 4, "seed": 2}
HOSTILE = "<script>document.title='hit'</script> & \"quoted\" <img src=x onerror=\"document.title='hit'\"> $x^$"
SCENARIO = f"""parent = "baseline"
title = '''{HOSTILE}'''
question = '''Is it {HOSTILE}?'''
expects = '''That {HOSTILE} stays text.'''
horizon = 13

[events.second-invitation]
month = "2025-11"
kind = "invitation"
state = "BGR"
bloc = "adriatic"
value = 0.9
"""
