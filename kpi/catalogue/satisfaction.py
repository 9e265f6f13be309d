"""Satisfaction: what customers say, and what they do because of it."""

from __future__ import annotations

from kpi.catalogue._notation import (
    STANDARD,
    E,
    choice_5_7,
    count,
    counted,
    driven_by,
    driver,
    example,
    excellent,
    good,
    great,
    net,
    no_more,
    number,
    percent,
    poor,
    score_list,
    surveyed,
    text_list,
    watch,
)
from kpi.model import (
    Attribute,
    Benchmark,
    Better,
    Formula,
    Keep,
    Kpi,
    Mean,
    Names,
    Status,
    Unit,
)
from kpi.period import Cadence

NPS = Kpi(
    key="nps",
    name="Net Promoter Score",
    abbreviation="NPS",
    aliases=("net_promoter_score",),
    names={
        "ko": Names(display="순추천고객지수", accepted=("순 추천 고객 점수", "순 프로모터 점수")),
        "zh_Hant": Names(display="淨推薦值", accepted=("淨推薦分數",)),
    },
    articles=("A", "B", "C", "D"),
    unit=Unit.POINTS,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="counts",
            inputs=(
                count("promoters", "promoters"),
                count("passives", "passives"),
                count("detractors", "detractors"),
            ),
            expression=E("100 * (promoters - detractors) / (promoters + passives + detractors)"),
            source="A",
            per="across all answers",
            sample=net("promoters", "detractors", "promoters + passives + detractors"),
            drivers=driven_by(
                driver(
                    "promoter_share",
                    "share of promoters",
                    "100 * promoters / (promoters + passives + detractors)",
                ),
                driver(
                    "detractor_share",
                    "share of detractors",
                    "100 * detractors / (promoters + passives + detractors)",
                ),
                value="promoter_share - detractor_share",
            ),
        ),
        Formula(
            key="totals",
            same_as="counts",
            inputs=(
                count("promoters", "promoters"),
                count("detractors", "detractors"),
                count("respondents", "respondents"),
            ),
            expression=E("100 * (promoters - detractors) / respondents"),
            source="A",
            per="across all answers",
            sample=net("promoters", "detractors", "respondents"),
            drivers=driven_by(
                driver("promoter_share", "share of promoters", "100 * promoters / respondents"),
                driver("detractor_share", "share of detractors", "100 * detractors / respondents"),
                value="promoter_share - detractor_share",
            ),
            checks=(
                no_more(
                    "promoters + detractors",
                    than="respondents",
                    broken="There are more promoters and detractors than respondents.",
                ),
            ),
        ),
        Formula(
            key="shares",
            inputs=(
                percent("promoter_share", "share of promoters"),
                percent("detractor_share", "share of detractors"),
            ),
            expression=E("promoter_share - detractor_share"),
            source="B",
            per="across all answers",
            checks=(
                no_more(
                    "promoter_share + detractor_share",
                    than="100",
                    broken="Promoters and detractors together make more than 100 %.",
                ),
            ),
        ),
        Formula(
            key="scores",
            inputs=(score_list("scores", "scores", scale="scale"),),
            expression=E("100 * (between(scores, 9, 10) - between(scores, 0, 6)) / count(scores)"),
            source="D",
            per="across all answers",
            keep=Keep(
                formula="counts",
                inputs={
                    "promoters": E("between(scores, 9, 10)"),
                    "passives": E("between(scores, 7, 8)"),
                    "detractors": E("between(scores, 0, 6)"),
                },
            ),
        ),
    ),
    attributes=(
        Attribute(
            name="scale",
            choices=("0-10", "1-10"),
            default="0-10",
            label="scale of the survey",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="cx_2021",
            rule="above 0, better above 20",
            status=Status.USE,
            bands=(good(gt=20), watch(gt=0), poor(le=0)),
        ),
        Benchmark(
            set="saas_2021",
            rule="SaaS average 41",
            status=Status.INFORMATION,
            industry="SaaS",
            note="an average, not a target; other vendors put it between 31 and 41",
            why="an average says what is usual, not what is good",
        ),
        Benchmark(
            set="engagement_2024",
            rule="at least 0 is good, 20 great, 50 excellent",
            status=Status.USE,
            bands=(excellent(ge=50), great(ge=20), good(ge=0), poor(lt=0)),
            note="the Korean edition prints one word for both great and excellent",
        ),
        Benchmark(
            set="bain",
            rule="above 0 good, above 20 favourable, above 50 excellent, above 80 world class",
            status=Status.EXTERNAL,
        ),
        Benchmark(
            set="smb_2020",
            rule="70.45 is very high",
            status=Status.INFORMATION,
            why="one example in the article, not a bar",
        ),
    ),
    default_set="engagement_2024",
    tells=(
        "How likely customers say they are to recommend you: loyalty over the long run, from one "
        "simple question that many will answer. Higher scores go with higher revenue (Harvard)."
    ),
    hides=(
        "It is what people say, not what they do, and it does not say why. It needs hundreds of "
        "answers before a change of a few points means anything."
    ),
    advice=(
        "Talk to this period's detractors within days, and write down the reason of each.",
        "Ask one open question after the score, and count the themes of the answers.",
        "Shorten the time to a helpful answer in support; it moves passives too.",
        "Give promoters an easy way to share.",
    ),
    examples=(
        example(
            "counts",
            {"promoters": "1700", "passives": "350", "detractors": "150"},
            exact="775/11",
            printed="70.45",
        ),
        example(
            "shares",
            {"promoter_share": "50", "detractor_share": "10"},
            exact="40",
            printed="40",
        ),
    ),
)

CSAT = Kpi(
    key="csat",
    name="Customer Satisfaction Score",
    abbreviation="CSAT",
    aliases=("satisfaction",),
    names={
        "ko": Names(display="고객만족도"),
        "zh_Hant": Names(display="顧客滿意度", accepted=("客戶滿意度",)),
    },
    articles=("C", "D"),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="counts",
            inputs=(
                count("positive", "positive answers"),
                count("responses", "answers"),
            ),
            expression=E("100 * positive / responses"),
            source="C",
            per="of answers",
            sample=surveyed("positive", "responses"),
            checks=(
                no_more(
                    "positive",
                    than="responses",
                    broken="There are more positive answers than answers.",
                ),
            ),
        ),
        Formula(
            key="scores",
            inputs=(score_list("scores", "scores", scale="scale"),),
            expression=E("100 * between(scores, threshold, scale) / count(scores)"),
            source="D",
            per="of answers",
            keep=Keep(
                formula="counts",
                inputs={
                    "positive": E("between(scores, threshold, scale)"),
                    "responses": E("count(scores)"),
                },
            ),
        ),
    ),
    attributes=(
        Attribute(
            name="scale",
            choices=("5", "7", "10"),
            default="5",
            label="highest score of the survey",
        ),
        Attribute(
            name="threshold",
            choices=(),
            default="4",
            label="lowest score that counts as satisfied",
            default_when={"scale": "5"},
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="75 to 85 % is good, more is excellent",
            status=Status.USE,
            bands=(excellent(gt=85), good(ge=75), poor(lt=75)),
        ),
        Benchmark(
            set="saas_2021",
            rule="no bar that fits every business",
            status=Status.INFORMATION,
            why="the article says there is no broad benchmark",
        ),
    ),
    default_set="engagement_2024",
    tells=(
        "How satisfied people were with one touchpoint, shortly after it; simple enough to ask at "
        "every step."
    ),
    hides=(
        "It is short-term and says little about loyalty. Those who answer are often the very happy "
        "and the very angry, and neutral answers count as not satisfied."
    ),
    advice=(
        "Ask after each step, and find the one that scores lowest.",
        "Remove that step's friction first: a form, a wait, a hand-over.",
        "Read the lowest answers every week, and reply to those who left a name.",
    ),
    examples=(
        example("counts", {"positive": "40", "responses": "50"}, exact="80", printed="80 %"),
    ),
)

CES = Kpi(
    key="ces",
    name="Customer Effort Score",
    abbreviation="CES",
    aliases=("effort",),
    names={
        "ko": Names(display="고객 노력 점수"),
        "zh_Hant": Names(display="顧客費力指數", accepted=("客戶費力度",)),
    },
    articles=("D",),
    unit=Unit.SCORE,
    better=Better.DECLARED,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="scores",
            inputs=(
                score_list("scores", "scores", scale="scale"),
                choice_5_7("scale", "highest score of the survey"),
            ),
            expression=E("mean(scores)"),
            source="D",
            per="on average over all answers",
            sample=Mean(scores="scores"),
        ),
        Formula(
            key="totals",
            same_as="scores",
            inputs=(
                number("score_sum", "sum of the scores"),
                count("responses", "answers"),
                choice_5_7("scale", "highest score of the survey"),
            ),
            expression=E("score_sum / responses"),
            source="D",
            per="on average over all answers",
            checks=(
                no_more(
                    "responses",
                    than="score_sum",
                    broken="The average is below 1, the lowest score there is.",
                ),
                no_more(
                    "score_sum",
                    than="scale * responses",
                    broken="The average is above the highest score of the survey.",
                ),
            ),
        ),
    ),
    attributes=(
        Attribute(
            name="direction",
            choices=("lower", "higher"),
            default=None,
            label="whether a lower or a higher score is better",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="at most 2 of 5 is good, where 1 is very easy",
            status=Status.USE,
            bands=(good(le=2), watch(gt=2)),
            only={"direction": "lower", "scale": "5"},
            note="lower is better",
        ),
        Benchmark(
            set="engagement_2024",
            rule="at most 3 of 7 is good, where 1 is very easy",
            status=Status.USE,
            bands=(good(le=3), watch(gt=3)),
            only={"direction": "lower", "scale": "7"},
            note="lower is better",
        ),
    ),
    default_set="engagement_2024",
    tells="How much effort it took customers to get a problem solved.",
    hides=(
        "It covers only those who had a problem and answered. Surveys run in both directions: on "
        "one that starts at 1 for very easy, lower is better; on the newer wording, higher is."
    ),
    advice=(
        "Cut transfers: let the first person solve it, or hand it over with the history.",
        "Stop asking people to repeat what they have already typed.",
        "Answer the most frequent problems on the page where they happen.",
    ),
)

FCR = Kpi(
    key="fcr",
    name="First Contact Resolution Rate",
    abbreviation="FCR",
    aliases=("first_contact_resolution",),
    names={
        "ko": Names(display="1차 해결률"),
        "zh_Hant": Names(display="首次聯絡解決率", accepted=("首次聯繫解決率", "首次解決率")),
    },
    articles=("C",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("first_contact", "tickets solved at first contact"),
                count("tickets", "tickets"),
            ),
            expression=E("100 * first_contact / tickets"),
            source="C",
            per="of tickets",
            sample=counted("first_contact", "tickets"),
            checks=(
                no_more(
                    "first_contact",
                    than="tickets",
                    broken="More tickets were solved at first contact than there were.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="vendor",
            rule="70 to 75 % is typical, some say up to 85 %",
            status=Status.EXTERNAL,
        ),
    ),
    tells=(
        "The share of tickets solved at the first contact: how efficient support is, and how large "
        "it must be."
    ),
    hides=(
        "A ticket closed too early counts until it is opened again: settle how many days must pass "
        "first. Simple questions moved to self-service make it fall, which is no harm."
    ),
    advice=(
        "Write an answer in the knowledge base for each question that came back.",
        "Offer self-service for what people ask most.",
        "Give first-line staff the rights and the history to finish a case themselves.",
    ),
)

FEEDBACK = Kpi(
    key="feedback",
    name="Qualitative Customer Feedback",
    aliases=("verbatims",),
    names={
        "ko": Names(display="고객의 소리(VOC)", accepted=("정성적인 고객 피드백",)),
        "zh_Hant": Names(display="顧客意見（VOC）", accepted=("質性顧客回饋",)),
    },
    articles=("C",),
    unit=Unit.COUNT,
    better=Better.NONE,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="log",
            inputs=(text_list("items", "pieces of feedback"),),
            expression=E("count(items)"),
            source="C",
            per="kept in the period",
        ),
    ),
    tells=(
        "What people like, dislike and want, in their own words. It cannot be measured, but it can "
        "be counted by theme."
    ),
    hides="The number of pieces says nothing about how good or bad they are.",
    advice=(
        "Answer it: being heard is the first step for the customer.",
        "Give each piece a theme, and take the most frequent one to the next planning.",
        "Read the words beside the figure they explain.",
    ),
)

REFERRALS = Kpi(
    key="referrals",
    name="Customer Referrals",
    aliases=("referral_rate",),
    names={
        "ko": Names(display="고객 추천 건수", accepted=("기존 고객의 추천",)),
        "zh_Hant": Names(display="客戶轉介紹數", accepted=("既有客戶推薦",)),
    },
    articles=("B",),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="count",
            inputs=(count("referrals", "referrals"),),
            expression=E("referrals"),
            source="B",
        ),
        # One customer may refer several others, so this may exceed 100 %.
        Formula(
            key="of_active",
            inputs=(
                count("referrals", "referrals"),
                count("active", "active customers", level=True),
            ),
            expression=E("100 * referrals / active"),
            source=STANDARD,
            unit=Unit.PERCENT,
            per="of active customers",
            beside=(("referrals", E("referrals")),),
            names=("推薦率", "고객 추천율"),
        ),
        Formula(
            key="of_new",
            inputs=(
                count("referred_new", "new customers referred"),
                count("new", "new customers"),
            ),
            expression=E("100 * referred_new / new"),
            source=STANDARD,
            unit=Unit.PERCENT,
            per="of new customers",
            sample=counted("referred_new", "new"),
            checks=(
                no_more(
                    "referred_new",
                    than="new",
                    broken="More new customers were referred than there were.",
                ),
            ),
        ),
        Formula(
            key="of_orders",
            inputs=(
                count("referred_orders", "orders by referred customers"),
                count("orders", "orders"),
            ),
            expression=E("100 * referred_orders / orders"),
            source=STANDARD,
            unit=Unit.PERCENT,
            per="of orders",
            checks=(
                no_more(
                    "referred_orders",
                    than="orders",
                    broken="There are more orders by referred customers than orders.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="vendor",
            rule="about 2.35 %, a rule of thumb",
            status=Status.EXTERNAL,
        ),
    ),
    tells=(
        "What customers did, not what they say: who brought others. Word of mouth drives 20 to "
        "50 % of purchase decisions between businesses (McKinsey)."
    ),
    hides=(
        "Most word of mouth is never recorded. Four denominators are in use, so a rate means "
        "nothing without its base."
    ),
    advice=(
        "Ask about two months in, then every other month, when the product has proved itself.",
        "Invite those who score 7 or more, and follow their shares and comments.",
        "Make a referral one link, with something in it for both sides.",
    ),
)

BRAND_SENTIMENT = Kpi(
    key="brand_sentiment",
    name="Social Listening Sentiment",
    aliases=("sentiment",),
    names={
        "ko": Names(display="브랜드 순긍정 지수", accepted=("브랜드에 대한 감정",)),
        "zh_Hant": Names(display="品牌淨好感度", accepted=("品牌情感",)),
    },
    articles=("B",),
    unit=Unit.POINTS,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="net",
            inputs=(
                count("positive", "positive mentions"),
                count("negative", "negative mentions"),
                count("mentions", "mentions"),
            ),
            expression=E("100 * (positive - negative) / mentions"),
            source="B",
            per="across all mentions",
            sample=net("positive", "negative", "mentions"),
            drivers=driven_by(
                driver("positive_share", "share of positive mentions", "100 * positive / mentions"),
                driver("negative_share", "share of negative mentions", "100 * negative / mentions"),
                value="positive_share - negative_share",
            ),
            checks=(
                no_more(
                    "positive + negative",
                    than="mentions",
                    broken="There are more positive and negative mentions than mentions.",
                ),
            ),
        ),
    ),
    tells="The tone of public posts about you: favourable mentions minus unfavourable ones.",
    hides=(
        "Irony and mixed posts are easily misread, a few loud accounts can carry the tone, and "
        "most customers never post."
    ),
    advice=(
        "Answer negative posts in public, quickly, and move the details to a private channel.",
        "Find the topic behind the negative ones, and give it to the team that owns it.",
        "Repost good ones with the author's consent.",
    ),
)
