from __future__ import annotations

import pytest

from bot.importing.errors import BadFile, BadLine
from tests.bot.importing.files import from_bytes, table


@pytest.mark.parametrize(
    "data",
    [
        b"day,score\n2021-09-01,9\n",
        b"day,score\r\n2021-09-01,9",
        b"\xef\xbb\xbfday,score\r\n2021-09-01,9\r\n",
        b"day;score\n2021-09-01;9\n",
        b"day\tscore\n2021-09-01\t9\n",
        b'"Day","Score "\n"2021-09-01","9"\n',
    ],
    ids=["LF", "CRLF", "byte order mark", "semicolons", "tabs", "quotes"],
)
def test_files_of_all_programs_give_the_same_table(data: bytes) -> None:
    read = from_bytes(data)
    assert read.header == ("day", "score")
    assert list(read.rows()) == [["2021-09-01", "9"]]


def test_a_header_may_begin_like_a_zip_file() -> None:
    assert from_bytes(b"PK,period\n1,2026-11\n").header == ("pk", "period")


def test_a_line_break_inside_quotes_belongs_to_its_cell_and_counts_as_a_line() -> None:
    read = from_bytes(b'day,note\n2021-09-01,"two\nlines"\n2021-09-02,one\n')
    rows = read.rows()
    assert next(rows)[1] == "two\nlines"
    assert next(rows)[1] == "one"
    assert read.line == 4


def test_columns_are_found_whatever_their_case() -> None:
    assert table("Market,SCORE", "US,9").column("score ") == 1


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(BadFile, match='no column "score"; there are day, points'):
        table("day,points").column("score")


def test_a_row_of_another_width_is_reported_with_its_line_and_a_blank_one_is_not() -> None:
    read = table("day,score", "", "2021-09-01,9,extra")
    bad: list[BadLine] = []
    for row in read.rows():
        read.misfit(row, bad.append)
    assert [str(one) for one in bad] == ["Line 3: it has 3 columns and the header has 2."]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        (b"a,b,A\n", 'Two columns are called "a"'),
        ("day,score\n".encode("utf-16-le"), "not text"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        (b"caf\xe9\n", "neither UTF-8 nor UTF-16"),
    ],
)
def test_what_is_no_csv_file_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        from_bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'day,note\n2021-09-01,"never closed\n', "never closed"),
        (b"day,note\n" + b"2021-09-01,fine\n" * 5000 + b"2021-09-02,caf\xe9\n", "After line 4"),
        ("day,note\n2021-09-01,fine\n".encode("utf-16") + b"\x00", "After line"),
        (b'day,note\n2021-09-01,"a"b\n', "Line 2: text follows a closing quote"),
    ],
)
def test_a_file_that_breaks_off_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        list(from_bytes(data).rows())
