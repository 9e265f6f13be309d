from __future__ import annotations

import pytest

from tests.bot.importing.files import from_bytes

KOREAN = ("기간,추천,중립,비추천", "2026년 10월,1700,350,150")
CHINESE = ("期間,推薦者,中立者,批評者", "2026年10月,1700,350,150")


@pytest.mark.parametrize(
    ("lines", "codec"),
    [
        (lines, codec)
        for lines, own in ((KOREAN, "cp949"), (CHINESE, "cp950"))
        for codec in ("utf-8", "utf-8-sig", "utf-16", own)
    ]
    + [
        (("period,promoters,메모", "2026-10,1,좋아요"), "cp949"),
        (("period,promoters,備註", "2026-10,1,很好"), "cp950"),
        (("2026년 10월,1700", "2026년 11월,1700"), "cp949"),
        (("2026年10月,1700", "2026年11月,1700"), "cp950"),
    ],
)
def test_files_of_korean_and_taiwanese_spreadsheets_are_read(
    lines: tuple[str, ...], codec: str
) -> None:
    table = from_bytes("\r\n".join(lines).encode(codec))
    assert [list(table.header), *table.rows()] == [line.split(",") for line in lines]
    assert not table.header[0].startswith("\ufeff")


def test_a_letter_that_is_cut_where_the_look_ends_is_no_other_encoding() -> None:
    row = "2026-10,좋아요\n"
    text = "period,note\n" + row * (70_000 // len(row.encode()))
    assert sum(1 for _ in from_bytes(text.encode()).rows()) == text.count("\n") - 1
