"""Run all benchmarks and write docs/speed.md around the tables: `python benchmarks/write_table.py [--quick]`."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from string import Template

from timing import HERE, PYTHON, machine

BENCHMARKS = ("speed", "cores", "throughput", "memory", "scale")
PAGE = HERE / "page.md"
OUT = HERE.parent / "docs" / "speed.md"
SMALL = "\nMeasured with `--quick`: sizes are small and times rough.\n"


def measured(name: str, quick: bool, keep: Path | None) -> str:
    """Return a benchmark's tables as Markdown: the kept ones, or those of a run in a process of its own."""
    kept = keep / f"{name}.md" if keep else None
    if kept and kept.exists():
        return kept.read_text(encoding="utf-8")
    print(f"measuring {name}", flush=True)
    command = [PYTHON, str(HERE / f"{name}.py"), "--markdown", *(["--quick"] if quick else [])]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout.strip()
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    return told


def page(tables: dict[str, str], quick: bool) -> str:
    """Return the page with the tables of each benchmark in their places."""
    template = Template(PAGE.read_text(encoding="utf-8"))
    return template.substitute(tables, machine=machine(), small=SMALL if quick else "")


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, one repetition")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE", help="where the page goes")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep each section's tables here and go on from them")
    asked = parser.parse_args()
    tables = {name: measured(name, asked.quick, asked.keep) for name in BENCHMARKS}
    asked.out.write_text(page(tables, asked.quick), encoding="utf-8")
    print(f"wrote {asked.out}")


if __name__ == "__main__":
    main()
