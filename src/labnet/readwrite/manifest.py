"""The description of a data set: ``datapackage.json``, in the form of Frictionless data packages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from labnet.model import fields
from labnet.model.fields import FieldType
from labnet.model.records import Licence, Manifest
from labnet.readwrite.faults import FaultList, Notice, Place
from labnet.readwrite.tables import TABLES

__all__ = ["manifest_text", "read_manifest"]

_LONGEST: Final = 1_000_000
_TEXTS: Final = {"title": fields.TEXT, "description": fields.LONG_TEXT, "method": fields.LONG_TEXT}
_LICENCE: Final = {"name": fields.TEXT, "title": fields.TEXT, "path": fields.TEXT}
_OF_DATA_PACKAGES: Final = frozenset(
    {"$schema", "contributors", "created", "homepage", "id", "image", "keywords", "profile", "resources", "sources"}
    | {"version"}
)
_READ: Final = frozenset({"name", "licenses", "fictional", *_TEXTS})


def read_manifest(path: Path, faults: FaultList, notices: list[Notice]) -> Manifest | None:
    """Read the description of a data set; None where it has faults, which are recorded."""
    before = faults.total
    place = Place(path, None, faults)
    package = _load(path, faults)
    if package is None:
        return None
    name = _text(package, "name", fields.SLUG, place, required=True)
    texts = {key: _text(package, key, kind, place, required=key == "title") for key, kind in _TEXTS.items()}
    licences = _licences(package.get("licenses"), place)
    fictional = package.get("fictional")
    if not isinstance(fictional, bool | None):
        place.fault("fictional", f"{str(fictional)!r} is neither true nor false")
    strange = [key for key in package if key not in _READ | _OF_DATA_PACKAGES]
    notices.extend(Notice(str(path), f"{key[:80]!r} was not read: labnet does not know it") for key in strange)
    if faults.total > before or name is None:
        return None
    return Manifest(id=name, licences=licences, fictional=bool(fictional), **texts)  # type: ignore[arg-type] # title is there


def manifest_text(manifest: Manifest) -> str:
    """Write the description of a data set."""
    package = {
        "name": manifest.id,
        "title": manifest.title,
        "description": manifest.description,
        "licenses": [
            _known({"name": licence.name, "title": licence.title, "path": licence.path})
            for licence in manifest.licences
        ],
        "method": manifest.method,
        "fictional": manifest.fictional,
        "resources": [{"name": table.name, "path": table.file} for table in TABLES],
        "profile": "data-package",
    }
    return json.dumps(_known(package), ensure_ascii=False, indent=2) + "\n"


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, [])}


def _load(path: Path, faults: FaultList) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST + 1)
    except OSError as error:
        package, line, reason = None, None, f"the file cannot be read: {error.strerror}"
    else:
        package, line, reason = _parse(raw)
    if package is None:
        faults.add(str(path), line, None, reason)
    return package


def _parse(raw: bytes) -> tuple[dict[str, Any] | None, int | None, str]:
    """Read a JSON object; without one, give the line at which it is at fault, where there is one, and the reason."""
    if len(raw) > _LONGEST:
        return None, None, f"the file is larger than {_LONGEST:,} bytes: shorten it"
    try:
        package = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = error.start - raw.rfind(b"\n", 0, error.start)
        reason = f"byte {byte} of line {line} (0x{raw[error.start]:02X}) is not UTF-8: save the file as UTF-8"
        return None, line, reason
    except json.JSONDecodeError as error:
        return None, error.lineno, f"this is not JSON: {error.msg} at character {error.colno}"
    except (RecursionError, ValueError):
        return None, None, "this is not JSON that can be read: it is nested too deeply, or has too long a number"
    if not isinstance(package, dict):
        return None, None, 'the description is not a JSON object: write {"name": …, "title": …}'
    return package, None, ""


def _text(values: Mapping[str, Any], key: str, kind: FieldType, place: Place, *, required: bool = False) -> str | None:
    value = values.get(key)
    text = value.strip() if isinstance(value, str) else value
    if text in (None, ""):
        if required:
            place.fault(key, f"{key} is missing: the description must have it")
        return None
    if not isinstance(text, str):
        place.fault(key, f"{key} is not a text: put it in quotes")
        return None
    try:
        return str(kind.parse(text))
    except ValueError as error:
        place.fault(key, str(error))
        return None


def _licences(value: Any, place: Place) -> tuple[Licence, ...]:
    items = [] if value is None else value
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        place.fault("licenses", 'the licences are not a list of objects: write [{"name": "etalab-2.0"}]')
        return ()
    return tuple(
        Licence(**{key: _text(item, key, kind, place, required=key == "name") for key, kind in _LICENCE.items()})  # type: ignore[arg-type] # a missing name is a fault
        for item in items
    )
