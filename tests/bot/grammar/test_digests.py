"""Days and times of a digest as people of each language write them."""

from __future__ import annotations

import pytest

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.language import language
from bot.questions import ScheduleDigest
from bot.views import problems
from kpi.language import speaking


def schedule(typed: str) -> ScheduleDigest:
    question = read_command("/kpi", f"digest {typed}")
    assert isinstance(question, ScheduleDigest)
    return question


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *((word, 0) for word in ("mon", "월", "월요일", "週一", "周一", "星期一", "禮拜一")),
        *((word, 4) for word in ("Friday", "금요일", "週五", "星期五", "禮拜五")),
        *((word, 6) for word in ("sun", "일", "週日", "星期天", "禮拜日", "禮拜天")),
    ],
)
def test_a_day_is_read_in_every_language(typed: str, day: int) -> None:
    assert schedule(f"weekly {typed} 09:00 nps").day == day


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("09:00", (9, 0)),
        ("9am", (9, 0)),
        ("9 am", (9, 0)),
        ("12am", (0, 0)),
        ("12:05pm", (12, 5)),
        ("9시", (9, 0)),
        ("17시 30분", (17, 30)),
        ("오전 9시", (9, 0)),
        ("오전9시", (9, 0)),
        ("오전 12시", (0, 0)),
        ("오후 2시 반", (14, 30)),
        ("오후 2 시 5 분", (14, 5)),
        ("오후 2:05", (14, 5)),
        ("9點", (9, 0)),
        ("上午9:00", (9, 0)),
        ("上午9：00", (9, 0)),
        ("上午 9 點", (9, 0)),
        ("下午2點半", (14, 30)),
        ("下午 12點", (12, 0)),
        ("24:00", None),
        ("09:60", None),
        ("오후 13시", None),
        ("9", None),
        ("오전", None),
    ],
)
def test_a_time_is_read_in_every_language(typed: str, clock: tuple[int, int] | None) -> None:
    line = f"weekly mon {typed} nps csat"
    if clock is None:
        with pytest.raises(CommandError) as refused:
            schedule(line)
        assert refused.value.field == "time"
        return
    question = schedule(line)
    assert (question.hour, question.minute) == clock
    assert [kpi.key for kpi in question.kpis] == ["nps", "csat"]


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("ko", "weekly 달요일 9시 nps", '"달요일"은 요일이 아닙니다. 월~일 중에서 입력해 주세요.'),
        ("zh_Hant", "weekly 拜一 9點 nps", "「拜一」不是星期。請輸入週一至週日。"),
        ("ko", "weekly 월 아침 nps",
         '"아침"은 시각으로 읽을 수 없습니다. 09:00, 17:30이나 오전 9시처럼 입력해 주세요.'),
        ("zh_Hant", "weekly 週一 早 nps",
         "「早」不是時間。請輸入 09:00、17:30 或上午9點這樣的時間。"),
        ("zh_Hant", "提及 maybe", "提及只能設為開啟（on）或關閉（off），不能是「maybe」。"),
        ("zh_Hant", "每天",
         "KPI 報告沒有「每天」這個動作。可用的有每週（weekly）、每月（monthly）、"),
        ("ko", "매일",
         'KPI 요약에는 "매일" 명령이 없습니다. 매주(weekly), 매월(monthly), 미리보기(preview), '),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_words_of_the_reader(code: str, typed: str, said: str) -> None:
    with speaking(language(code)):
        with pytest.raises(CommandError) as refused:
            read_command("/kpi", f"digest {typed}")
        told = problems.problem(refused.value, None).text
    assert told.startswith(said)
    assert not any(sign in told for sign in ("Near", "비슷", "相近"))


@pytest.mark.parametrize("word", ["매주", "매월", "每週", "每月"])
def test_the_words_that_are_taught_are_read(word: str) -> None:
    assert schedule(f"{word} {'3일' if word in ('매월', '每月') else '월'} 9:00 nps").kpis


@pytest.mark.parametrize(
    ("code", "typed", "example"),
    [
        ("en", "settings currency 원", "/kpi settings currency KRW"),
        ("zh_Hant", "settings currency 円円", "/kpi settings currency TWD"),
        ("zh_Hant", "settings timezone 火星", "/kpi settings timezone Asia/Taipei"),
        ("zh_Hant", "settings x", "/kpi settings timezone Asia/Taipei"),
        ("zh_Hant", "digest holidays shift", "/kpi digest holidays TW shift"),
        ("zh_Hant", "digest language fr", "/kpi digest language zh"),
        ("ko", "digest language fr", "/kpi digest language ko"),
    ],
)
def test_examples_name_the_place_of_the_reader(code: str, typed: str, example: str) -> None:
    with speaking(language(code)), pytest.raises(CommandError) as refused:
        read_command("/kpi", typed)
    assert refused.value.example == example
    read_command("/kpi", example.removeprefix("/kpi "))
