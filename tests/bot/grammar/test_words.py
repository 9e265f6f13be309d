"""Commands in Korean and Traditional Chinese ask what their English ones ask."""

import pytest

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError


@pytest.mark.parametrize(
    ("command", "typed", "english"),
    [
        ("/nps", "1 2 3 기간=지난주 공유", "1 2 3 period=지난주 share"),
        ("/nps", "1 2 3 期間=上週 分享", "1 2 3 period=上週 share"),
        ("/nps", '1 2 3 메모="가격 변경" 확정', '1 2 3 note="가격 변경" final'),
        ("/nps", "1 2 3 備註=漲價 定案", "1 2 3 note=漲價 final"),
        ("/nps", "1 2 3 세그먼트=tier:smb 출처=설문", "1 2 3 segment=tier:smb source=설문"),
        ("/nps", "1 2 3 分群=tier:smb 來源=問卷", "1 2 3 segment=tier:smb source=問卷"),
        ("/nps", "추가 1 2 3", "add 1 2 3"),
        ("/nps", "追加 1 2 3", "add 1 2 3"),
        ("/nps", "정정 1 2 3 사유=중복", "correct 1 2 3 reason=중복"),
        ("/nps", "更正 1 2 3 原因=重複", "correct 1 2 3 reason=重複"),
        ("/nps", "추이", "history"),
        ("/kpi", "走勢 nps 6", "history nps 6"),
        ("/kpi", "설명 nps", "explain nps"),
        ("/kpi", "nps 說明", "nps explain"),
        ("/kpi", "고객 유지율 목표 >= 90", "crr target >= 90"),
        ("/kpi", "목록", "list"),
        ("/kpi", "清單", "list"),
        ("/kpi", "도움말", "help"),
        ("/kpi", "취소", "undo"),
        ("/kpi", "설정", "settings"),
        ("/kpi", "추적 K-12", "trace K-12"),
        ("/kpi", "週報 status", "digest status"),
    ],
)
def test_a_command_means_the_same_in_every_language(command: str, typed: str, english: str) -> None:
    assert read_command(command, typed) == read_command(command, english)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("공유 100 20 30", "공유"),
        ("分享 100 20 30", "分享"),
        ("100 확정 20 30", "확정"),
        ("定案 100 20 30", "定案"),
    ],
)
def test_a_closing_word_that_is_not_last_is_no_number_in_any_language(
    typed: str, word: str
) -> None:
    with pytest.raises(CommandError, match=f'"{word}" has to be the last word') as refused:
        read_command("/nps", typed)
    assert refused.value.example.endswith(f" {word}")
