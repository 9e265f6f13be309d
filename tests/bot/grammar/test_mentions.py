"""Questions in plain words, in three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.grammar.mentions import About, Spoken, read_mention
from bot.language import NAMES, language
from bot.views.spoken import EXAMPLES
from kpi import catalogue
from kpi.errors import AmbiguousName
from kpi.language import said, speaking
from kpi.period import UNSPACED_WORDS
from kpi.registry import accepted_names

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
SEGMENTS = ("", "tier:enterprise", "tier:smb", "region:smb", "size:중견", "size:中型", "size:기업")


def read(text: str) -> Spoken:
    return read_mention(text, SEGMENTS, NOW, ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("text", "kpis", "about", "segment", "period", "unused"),
    [
        ("<@U1> NPS?", ["nps"], "value", "", None, ()),
        (
            "<@U1> how is churn in enterprise this quarter?",
            ["churn"], "value", "tier:enterprise", "this quarter", (),
        ),
        ("nps for tier:smb last 6", ["nps"], "value", "tier:smb", "last 6", ()),
        ("nps in smb", ["nps"], "value", "", None, ("smb",)),
        ("nps and customer-churn please", ["nps", "churn"], "value", "", None, ()),
        ("show me the NPS trend", ["nps"], "history", "", None, ()),
        ("nps trend, last 3 months", ["nps"], "history", "", "last 3 months", ()),
        ("What is CLV?", ["clv"], "meaning", "", None, ()),
        ("arpu by segment", ["arpu"], "segments", "", None, ()),
        ("crr 2026-W45", ["crr"], "value", "", "2026-w45", ()),
        ("crr in October", ["crr"], "value", "", "october", ()),
        ("may I see the nps of this week", ["nps"], "value", "", "this week", ()),
        ("nps in Zürich", ["nps"], "value", "", None, ("zürich",)),
        ("what's the weather", [], "meaning", "", None, ("weather",)),
        ("NPS랑 고객 유지율은 지난주 어때?", ["nps", "crr"], "value", "", "지난주", ()),
        ("고객 유지율 추이", ["crr"], "history", "", None, ()),
        ("上個月的淨推薦值如何？", ["nps"], "value", "", "上個月", ()),
        ("淨推薦值是什麼", ["nps"], "meaning", "", None, ()),
        ("", [], "value", "", None, ()),
        ("exiting mrrs of npsx", [], "value", "", None, ("exiting", "mrrs", "npsx")),
        ("npsx and nps", ["nps"], "value", "", None, ("npsx",)),
        ("nps &amp; churn", ["nps", "churn"], "value", "", None, ()),
        ("NPS(순추천고객지수)는 얼마야?", ["nps"], "value", "", None, ()),
    ],
)  # fmt: skip
def test_what_is_asked_is_understood_and_the_rest_is_named(
    text: str, kpis: list[str], about: str, segment: str, period: str | None, unused: tuple[str]
) -> None:
    spoken = read(text)
    assert [kpi.key for kpi in spoken.kpis] == kpis
    assert spoken.about is About(about)
    assert (spoken.segment, spoken.period, spoken.unused) == (segment, period, unused)


@pytest.mark.parametrize(
    "text",
    [
        "NPS 지금 얼마야?", "NPS가 얼마인가요?", "NPS는요?", "NPS 점수 좀 알려줘",
        "NPS 값이 몇 점이야?", "혹시 우리 회사 NPS 알려주실 수 있나요?", "요즘 NPS 어떻게 되나요?",
        "NPS를 보여 주세요", "최근 NPS 수치가 궁금합니다", "NPS의 현황을 확인해 줘",
        "NPS 부탁드립니다", "안녕하세요, NPS 어떤가요?", "전체 NPS를 알고 싶어요",
        "오늘 NPS 얼마나 나왔어?", "NPS알려줘", "_NPS_는?",
        "NPS 現在多少？", "請問NPS是多少呢？", "幫我查一下 NPS", "我想知道我們的NPS怎麼樣",
        "NPS最近如何？謝謝", "你好，可以給我看NPS嗎", "我們公司目前的NPS分數是多少",
        "麻煩告訴我 NPS 的數值", "查NPS", "NPS值是幾分", "公司的NPS好嗎",
        "NPS 的表現如何啊", "到目前為止NPS好嗎",
        "hi, what's our nps today?", "nps? how's the nps", "let's see what nps we've got",
        "could you please show me the NPS", "is nps ok?",
    ],
)  # fmt: skip
def test_small_words_are_nothing_to_remark_on(text: str) -> None:
    spoken = read(text)
    assert [kpi.key for kpi in spoken.kpis] == ["nps"]
    assert (spoken.unused, spoken.figures, spoken.period, spoken.segment) == ((), (), None, "")


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        ("NPS가 왜 떨어졌어", ("왜", "떨어졌어")),
        ("csat 담당자 누구야", ("담당자", "누구")),
        ("NPS 제일 좋았던 주는 언제야", ("제일", "좋았던", "주는", "언제")),
        ("법인 고객의 NPS", ("법인", "고객")),
        ("서울에서는 NPS가 어때?", ("서울",)),
        ("지난달이랑 비교해 줘 NPS", ("비교해",)),
        ("NPS가 지난달보다 올랐어?", ("보다", "올랐어")),
        ("요금제별 NPS", ("요금제별",)),
        ("전문분야 유입경로 NPS", ("전문분야", "유입경로")),
        ("저가 요금제 NPS", ("저가", "요금제")),
        ("NPS 떨어진 이유가 뭐야", ("떨어진", "이유")),
        ("NPS가 40 이상이야?", ("40", "이상")),
        ("tier:대기업 NPS", ("tier:대기업",)),
        ("為什麼 NPS 下降", ("為什麼", "下降")),
        ("誰負責 csat", ("誰負責",)),
        ("流失率最近怎麼樣？跟上個月比", ("比",)),
        ("大型客戶這一季的流失率是多少", ("大型客戶",)),
        ("台北和高雄的NPS", ("台北和高雄",)),
        ("會員的NPS", ("會員",)),
        ("都市客戶的NPS", ("都市客戶",)),
        ("大公司的NPS", ("大公司",)),
        ("這次調查的NPS", ("這次調查",)),
        ("客戶價值跟NPS", ("客戶價值跟",)),
        ("nps in the US", ("us",)),
        ("NPSはどう", ("はどう",)),
        ("最好的一週是什麼時候 NPS", ("最好的一週", "什麼時候")),
        ("NPS有進步嗎", ("有進步",)),
        ("去年同期的 NPS", ("同期",)),
        ("why did nps fall", ("why", "fall")),
        ("who owns csat", ("who", "owns")),
        ("nps in EU", ("eu",)),
        ("nps vs last month", ("vs",)),
        ("crr since October", ("since",)),
        ("is nps above 40?", ("above", "40")),
        ("top 5 nps", ("top", "5")),
        ("nps этого месяца", ("этого", "месяца")),
    ],
)
def test_a_word_that_had_no_part_is_named_in_its_language(text: str, unused: tuple[str]) -> None:
    assert read(text).unused == unused


@pytest.mark.parametrize(
    ("text", "period", "unused"),
    [
        ("이번 분기 고객 이탈률 알려줘", "이번분기", ()),
        ("지난 분기의 NPS", "지난분기", ()),
        ("10월의 MRR은 얼마였어?", "10월", ()),
        ("2026년 10월 MRR", "2026년10월", ()),
        ("46주차 NPS", "46주차", ()),
        ("3분기에는 NRR 어때", "3분기", ()),
        ("최근 4주 NPS", "last 4 weeks", ()),
        ("지난 3개월간 NPS", "last 3 months", ()),
        ("10월부터 NPS", "10월", ("부터",)),
        ("지난달 이번달 NPS", "지난달", ("이번달",)),
        ("지난 46주차 NPS", "46주차", ()),
        ("4주 전 NPS", None, ("4주", "전")),
        ("재작년 NPS", None, ("재작년",)),
        ("지지난주 NPS", None, ("지지난주",)),
        ("4주간의 NPS", None, ("4주간",)),
        ("2099년 NPS", None, ("2099년",)),
        ("企業客戶這一季的流失率是多少", "這一季", ("企業客戶",)),
        ("十月的 MRR", "十月", ()),
        ("10月份的MRR", "10月", ()),
        ("2026年十月MRR", "2026年十月", ()),
        ("第 46 週的NPS", "第46週", ()),
        ("第三季的NRR", "第三季", ()),
        ("最近 4 週的 NPS", "last 4 weeks", ()),
        ("過去兩個月NPS", "last 2 months", ()),
        ("過去十個月NPS", "last 10 months", ()),
        ("上上週的NPS", None, ("上上週",)),
        ("每一季的NPS", None, ("每一季",)),
        ("十三月的NPS", None, ("十三月",)),
        ("日本週報的NPS", None, ("日本週報",)),
        ("4週前的NPS", None, ("4週前",)),
        ("2026-W45의 NPS", "2026-w45", ()),
        ("Q3的NRR", "q3", ()),
        ("2026-10에 MRR", "2026-10", ()),
        ("NPS last week vs 2026-W45", "last week", ("vs", "2026-w45")),
    ],
)
def test_a_period_is_found_among_the_words_around_it(
    text: str, period: str | None, unused: tuple[str]
) -> None:
    spoken = read(text)
    assert (spoken.period, spoken.unused) == (period, unused)


@pytest.mark.parametrize("word", sorted(UNSPACED_WORDS))
def test_every_word_for_a_period_is_understood_beside_others(word: str) -> None:
    for text in (f"{word} NPS", f"{word}의 NPS는?", f"NPS {word}的呢"):
        spoken = read(text)
        assert (spoken.period, spoken.unused) == (word, ()), text


@pytest.mark.parametrize(
    ("text", "segment", "unused"),
    [
        ("기업 고객의 NPS", "size:기업", ()),
        ("기업고객은 NPS가 어때?", "size:기업", ()),
        ("중견의 NPS", "size:중견", ()),
        ("대기업 NPS", "", ("대기업",)),
        ("기업은행 NPS", "", ("기업은행",)),
        ("enterprise의 NPS", "tier:enterprise", ()),
        ("中型客戶的NPS", "size:中型", ()),
        ("本季enterprise客戶的NPS", "tier:enterprise", ()),
        ("nps of enterprise customers", "tier:enterprise", ()),
    ],
)
def test_a_segment_is_found_and_not_inside_of_another_word(
    text: str, segment: str, unused: tuple[str]
) -> None:
    spoken = read(text)
    assert (spoken.segment, spoken.unused) == (segment, unused)


@pytest.mark.parametrize(
    ("text", "about", "period", "unused"),
    [
        ("NPS가 뭐야", "meaning", None, ()),
        ("NPS란 무엇인가요?", "meaning", None, ()),
        ("NPS는 무슨 뜻이야?", "meaning", None, ()),
        ("NPS 설명해 줘", "meaning", None, ()),
        ("NPS가 떨어진 원인이 뭐야", "value", None, ("떨어진", "원인")),
        ("지난달 NPS가 뭐야", "value", "지난달", ()),
        ("淨推薦值是什麼意思？", "meaning", None, ()),
        ("什麼是淨推薦值？", "meaning", None, ()),
        ("請說明 NPS", "meaning", None, ()),
        ("淨推薦值是什麼時候最高", "value", None, ("什麼時候", "最高")),
        ("淨推薦值下降是什麼原因", "value", None, ("下降", "什麼原因")),
        ("上個月淨推薦值是什麼", "value", "上個月", ()),
        ("what is the nps this month", "value", "this month", ()),
        ("what’s nps", "meaning", None, ()),
        ("explain nps last month", "meaning", None, ("last month",)),
        ("nps by segment last month", "segments", None, ("last month",)),
        ("enterprise nps by segment", "segments", None, ("tier:enterprise",)),
        ("지난달 NPS 세그먼트별로 보여줘", "segments", None, ("지난달",)),
        ("NPS 추이를 보여 주세요", "history", None, ()),
        ("NPS的走勢如何", "history", None, ()),
    ],
)
def test_the_meaning_is_told_only_to_those_who_ask_for_it(
    text: str, about: str, period: str | None, unused: tuple[str]
) -> None:
    spoken = read(text)
    assert (spoken.about, spoken.period, spoken.unused) == (About(about), period, unused)


@pytest.mark.parametrize(
    ("text", "figures", "unused"),
    [
        ("nps 100 20 30 기록해 줘", ("100", "20", "30"), ()),
        ("NPS를 100 20 30으로 입력해 주세요", ("100", "20", "30"), ()),
        ("nps 추천=100 중립=20 비추천=30", ("추천=100", "중립=20", "비추천=30"), ()),
        ("幫我記錄 nps 100 20 30", ("100", "20", "30"), ()),
        ("請把NPS記錄為100、20、30", ("100", "20", "30"), ()),
        ("record nps 1,700 350 150", ("1,700", "350", "150"), ()),
        ("nps promoters=100 passives=20", ("promoters=100", "passives=20"), ()),
        ("promoters=100 for nps", ("promoters=100",), ()),
        ("NPS는 100 20 30", ("100", "20", "30"), ()),
        ("NPS를 40으로 기록해 줘", ("40",), ()),
        ("score | 40 nps", (), ("40",)),
        ("nps 100 20 30 기록해주세요", ("100", "20", "30"), ()),
        ("nps 100 20 30 저장할게", ("100", "20", "30"), ()),
        ("mrr $120,000", ("$120,000",), ()),
        ("10월 csat 83%", ("83%",), ()),
        ("nps 기록", (), ("기록",)),
        ("nps 2026-W45", (), ()),
        ("NPS 3개 지점", (), ("3개", "지점")),
    ],
)
def test_numbers_given_as_for_recording_are_told_from_other_words(
    text: str, figures: tuple[str], unused: tuple[str]
) -> None:
    spoken = read(text)
    assert (spoken.figures, spoken.unused) == (figures, unused)


@pytest.mark.parametrize(
    ("sentence", "unused"),
    [
        ("{}", ()),
        ("how is {}?", ()),
        ("{} 어때?", ()),
        ("지난주 {}의 값은 얼마야?", ()),
        ("上週的{}是多少？", ()),
        ("請問{}呢", ()),
        ("제주 {} 알려줘", ("제주",)),
        ("台北的{}", ("台北",)),
    ],
)
def test_every_name_of_every_kpi_is_understood_in_a_sentence(
    sentence: str, unused: tuple[str]
) -> None:
    names = [(kpi.key, name) for kpi in catalogue.all_kpis() for name, _ in accepted_names(kpi)]
    read_as = [(key, name, read(sentence.format(name))) for key, name in names]
    wrong = [
        (name, spoken)
        for key, name, spoken in read_as
        if [kpi.key for kpi in spoken.kpis] != [key]
        or (spoken.about, spoken.unused) != (About.VALUE, unused)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", sorted(NAMES))
def test_what_the_bot_says_one_may_ask_is_understood_to_its_last_word(code: str) -> None:
    with speaking(language(code)):
        asked = [read(said(example)) for example in EXAMPLES]
    assert [[kpi.key for kpi in one.kpis] for one in asked] == [
        ["churn"], ["nps"], ["crr", "nrr"], ["clv"],
    ]  # fmt: skip
    assert [one.segment for one in asked] == ["tier:enterprise", "", "", ""]
    assert [one.about for one in asked] == ["value", "history", "value", "meaning"]
    assert [one.unused for one in asked] == [()] * len(asked)


def test_a_word_of_several_meanings_is_not_guessed() -> None:
    with pytest.raises(AmbiguousName) as raised:
        read("지난주 이탈률은?")
    assert raised.value.candidates == ("churn", "bounce_rate", "exit_rate")
