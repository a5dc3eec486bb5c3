"""A real network with dates: who worked on which part of scikit-learn for which release, as its change log tells.

``python -m benchmarks.analysis.peers.changelog FOLDER`` reads ``doc/whats_new`` of a source distribution of
scikit-learn (1.3.2; BSD 3-clause, copyright the scikit-learn developers) and writes the table beside this module.
People are numbers there. A work is a part of the library (``sklearn.metrics``) in a release; those who are named for it
took part in it on the day of the release.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Theme

__all__ = ["records"]

TABLE: Final = Path(__file__).with_name("scikit-learn.csv")

_VERSION: Final = re.compile(r"^Version (\d+\.\d+(?:\.\d+)?)\S*$")
_DAY: Final = re.compile(r"^\*\*(.+)\*\*$")
_SECTION: Final = re.compile(r"^:mod:`sklearn\.(\w+)")
_ABOUT: Final = re.compile(r":(?:func|class|mod|meth):`~?(?:sklearn\.)?(\w+)\.")
_PERSON: Final = re.compile(r":user:`([^<`]+?)\s*(?:<[^>]*>)?`|`([A-Z][^`<]+)`_")
_FORMATS: Final = ("%B %d, %Y", "%B %d %Y", "%d %B %Y", "%B, %Y", "%B %Y")


def records(day: dt.date) -> list[Actor | Tie | Theme]:
    """Give the network; the themes of people are the parts of the library they worked on before a day."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    worked_on: dict[str, set[str]] = {}
    came: dict[str, str] = {}
    for row in rows:
        came.setdefault(row["person"], row["day"])
        before = dt.date.fromisoformat(row["day"]) < day
        worked_on.setdefault(row["person"], set()).update({row["part"]} if before else ())
    person, project = KINDS["INNOVATOR"].record, KINDS["PROJECT"].record
    works = {(row["part"], row["release"], row["day"]) for row in rows}
    return [
        *(Theme(id=part, label_fr=part, label_en=part) for part in sorted({part for part, _, _ in works})),
        *(
            person(id=f"p{who}", name=who, themes=tuple(sorted(parts)), since=PartialDate.parse(came[who]))
            for who, parts in sorted(worked_on.items())
        ),
        *(
            project(id=_work(part, release), name=part, themes=(part,), since=PartialDate.parse(on))
            for part, release, on in sorted(works)
        ),
        *(_tie(row) for row in rows),
    ]


def _work(part: str, release: str) -> str:
    return f"{part}-{release}".replace("_", "-").replace(".", "-")


def _tie(row: dict[str, str]) -> Tie:
    one, other = f"p{row['person']}", _work(row["part"], row["release"])
    return Tie(
        id=f"{one}.{other}",
        from_id=one,
        to_id=other,
        relation="PARTICIPATES_IN",
        since=PartialDate.parse(row["day"]),
    )


def _read(folder: Path) -> Iterator[tuple[str, dt.date, str, str]]:
    """Give release, day, part and person of everything that the change log tells."""
    for path in sorted(folder.glob("*.rst")):
        release, day, section, part = "", None, "", ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := _VERSION.match(line):
                release, day, section = found[1], None, ""
            elif (found := _DAY.match(line)) and day is None:
                day = _day(found[1])
            elif found := _SECTION.match(line):
                section = found[1]
            elif line.startswith(("- ", "* ", "  - ")):
                about = _ABOUT.search(line)
                part = section or (about[1] if about else "")
            if day is not None and part:
                for found in _PERSON.finditer(line):
                    yield release, day, part, (found[1] or found[2]).strip().casefold()


def _day(text: str) -> dt.date | None:
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def main(folder: Path) -> None:
    """Write the table."""
    rows = sorted(set(_read(folder)), key=lambda row: (row[1], row))
    number: dict[str, int] = {}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("release", "day", "part", "person"))
        writer.writerows((*row[:3], number.setdefault(row[3], len(number))) for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
