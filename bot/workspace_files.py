"""A workspace's data as one file for its owner: tables to look at, and the same without loss."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from storage.workspace_copy import TableCopy

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_copy(file: Path, tables: Iterable[TableCopy], team: str, now: datetime) -> int:
    """Write a zip file; how many rows it holds.

    For each table it has `csv/<table>.csv`, safe to open in a spreadsheet, and
    `json/<table>.json` with exactly what was stored.

    Raises:
        OSError: the file cannot be written, or is there already.
    """
    # Nobody else on the machine reads what people typed.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened, ZipFile(opened, "w", ZIP_DEFLATED) as pack:
            return _packed(pack, tables, team, now)
    except BaseException:
        file.unlink()
        raise


def _packed(pack: ZipFile, tables: Iterable[TableCopy], team: str, now: datetime) -> int:
    rows: dict[str, int] = {}
    for one in tables:
        pack.writestr(f"csv/{one.table}.csv", _csv(one))
        pack.writestr(f"json/{one.table}.json", _json(one))
        rows[one.table] = len(one.rows)
    about = {"team": team, "exported_at": now.isoformat(), "rows": rows}
    pack.writestr("about.json", json.dumps(about, indent=2))
    return sum(rows.values())


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def _csv(one: TableCopy) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(one.columns)
    writer.writerows([harmless(_flat(cell)) for cell in row] for row in one.rows)
    # Spreadsheets take a file without this mark for one of their own country's encoding.
    return "\ufeff" + text.getvalue()


def _flat(cell: Any) -> Any:
    return _dumped(cell) if isinstance(cell, list | dict) else cell


def _json(one: TableCopy) -> str:
    return _dumped([dict(zip(one.columns, row, strict=True)) for row in one.rows])


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
