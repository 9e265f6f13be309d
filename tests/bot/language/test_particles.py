"""Korean particles follow the sound that the word before them ends in."""

from __future__ import annotations

import pytest

from bot.language.particles import joined_to


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("고객 이탈률은(는) 2 %", "고객 이탈률은 2 %"),
        ("고객 만족도은(는) 높음", "고객 만족도는 높음"),
        ("NPS이(가) 올랐음", "NPS가 올랐음"),
        ("CRM이(가) 올랐음", "CRM이 올랐음"),
        ("MRR을(를) 기록", "MRR을 기록"),
        ("CSAT과(와) 비교", "CSAT와 비교"),
        ("추천과(와) 비추천", "추천과 비추천"),
        ("추천와(과) 비추천", "추천과 비추천"),
        ("2026-W46(으)로 저장", "2026-W46으로 저장"),
        ("10월(으)로 저장", "10월로 저장"),
        ("기간(으)로 저장", "기간으로 저장"),
        ("12.5%을(를) 넘음", "12.5%를 넘음"),
        ('"nps"은(는) 이름', '"nps"는 이름'),
        ("*고객 유지율*이(가) 떨어짐", "*고객 유지율*이 떨어짐"),
        ("3을(를) 입력", "3을 입력"),
        ("5을(를) 입력", "5를 입력"),
        ("李은(는) 없음", "李은(는) 없음"),
        ("추천(promoters)은(는) 없음", "추천(promoters)은 없음"),
        ("`추천`(promoters)을(를) 입력", "`추천`(promoters)을 입력"),
    ],
)
def test_the_right_one_of_two_is_said(written: str, read: str) -> None:
    assert joined_to(written) == read
