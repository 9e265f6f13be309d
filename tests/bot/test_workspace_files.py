"""A workspace's data in one file."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.workspace_files import harmless, write_copy
from storage.workspace_copy import TableCopy
from tests.storage.made import NOW

ROWS: tuple[tuple[Any, ...], ...] = (
    ("T1", "=1+1", 3, None, ["a", "서울"], {"b": 1}),
    ("T1", 'say "hi",\nplease', -4, "", [], {}),
)
FIGURES = TableCopy("figure", ("team", "note", "number", "gone", "parts", "facts"), ROWS)
EMPTY = TableCopy("month", ("team", "month"), ())


@pytest.fixture
def pack(tmp_path: Path) -> ZipFile:
    assert write_copy(tmp_path / "copy.zip", [FIGURES, EMPTY], "T1", NOW) == 2
    return ZipFile(tmp_path / "copy.zip")


def test_what_was_stored_is_there_exactly(pack: ZipFile) -> None:
    stored = json.loads(pack.read("json/figure.json"))
    assert [tuple(one.values()) for one in stored] == [*ROWS]
    assert json.loads(pack.read("json/month.json")) == []


def test_a_spreadsheet_shows_it_and_takes_nothing_for_a_formula(pack: ZipFile) -> None:
    text = pack.read("csv/figure.csv").decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == FIGURES.columns
    assert first == ["T1", "'=1+1", "3", "", '["a", "서울"]', '{"b": 1}']
    assert second[:3] == ["T1", 'say "hi",\nplease', "-4"]


def test_it_says_what_it_is(pack: ZipFile) -> None:
    about = json.loads(pack.read("about.json"))
    assert about == {
        "team": "T1",
        "exported_at": NOW.isoformat(),
        "rows": {"figure": 2, "month": 0},
    }


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    file.write_text("precious")
    with pytest.raises(FileExistsError):
        write_copy(file, [FIGURES], "T1", NOW)
    assert file.read_text() == "precious"


def test_only_its_owner_may_read_it(pack: ZipFile) -> None:
    assert Path(str(pack.filename)).stat().st_mode & 0o077 == 0


def test_a_copy_that_fails_leaves_no_half_of_it(tmp_path: Path) -> None:
    def broken() -> object:
        yield FIGURES
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_copy(tmp_path / "copy.zip", broken(), "T1", NOW)  # type: ignore[arg-type]
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_begins_like_a_formula_is_made_harmless(start: str) -> None:
    assert harmless(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("cell", ["a=b", "", "7 - 3", -4, 3.5, None, True])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert harmless(cell) is cell
