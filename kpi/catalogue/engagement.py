"""Engagement: who uses the product, how often, and what that goes with."""

from __future__ import annotations

from kpi.catalogue._notation import (
    E,
    average_count,
    count,
    counted,
    driven_by,
    driver,
    example,
    good,
    no_more,
    same_unit_rate,
    watch,
)
from kpi.model import Benchmark, Better, Formula, Kpi, Names, Status, Unit
from kpi.period import Cadence

DAU = Kpi(
    key="dau",
    name="Daily Active Users (average of the period)",
    abbreviation="DAU",
    aliases=("daily_active_users",),
    names={
        "ko": Names(display="일간 활성 사용자"),
        "zh_Hant": Names(display="日活躍用戶"),
    },
    articles=("D",),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="count",
            inputs=(average_count("dau", "daily active users"),),
            expression=E("dau"),
            source="D",
            per="on an average day",
        ),
    ),
    tells="How many people use the product on an average day of the period.",
    hides=(
        "What counts as active is your definition, and a sign-in alone is a weak one. Weekends and "
        "holidays pull the average down."
    ),
    advice=(
        "Settle on one action that stands for real use, and count that.",
        "Give people a reason to come back tomorrow: a reply, a result, a reminder they chose.",
        "Compare with the same days of an earlier period.",
    ),
)

MAU = Kpi(
    key="mau",
    name="Monthly Active Users",
    abbreviation="MAU",
    aliases=("monthly_active_users",),
    names={
        "ko": Names(display="월간 활성 사용자"),
        "zh_Hant": Names(display="月活躍用戶"),
    },
    articles=("D",),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="count",
            inputs=(average_count("mau", "monthly active users"),),
            expression=E("mau"),
            source="D",
            per="in the month",
        ),
    ),
    tells="How many different people used the product at least once in the month.",
    hides=(
        "Someone who looked in once counts like someone who comes daily. People are counted once a "
        "month: days or weeks never add up to it."
    ),
    advice=(
        "See whether fewer new people come or more old ones stay away.",
        "Write to those who were active last month and not this one, with one useful reason.",
        "Look after the first week of new users.",
    ),
)

STICKINESS = Kpi(
    key="stickiness",
    name="Stickiness (DAU/MAU)",
    abbreviation="DAU/MAU",
    aliases=("dau_mau",),
    names={
        "ko": Names(display="고착도", accepted=("끈적임", "끈적성", "고착성")),
        "zh_Hant": Names(display="黏著度"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        # A mean over days of the same people: not a simple share, so it has no interval.
        Formula(
            key="standard",
            inputs=(
                average_count("dau", "daily active users"),
                average_count("mau", "monthly active users"),
            ),
            expression=E("100 * dau / mau"),
            source="D",
            per="of monthly active users on an average day",
            checks=(
                no_more(
                    "dau",
                    than="mau",
                    broken="There are more daily than monthly active users.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="above 13 %, about once a week",
            status=Status.USE,
            bands=(good(gt=13), watch(le=13)),
            note=(
                "once a week is 1/7, or 14.29 %; 13 % is a mean of SaaS products whose median is "
                "9.3 % (Userpilot, quoted second hand)"
            ),
        ),
    ),
    default_set="engagement_2024",
    tells="How near daily use comes to monthly use: who of the month's users comes on a usual day.",
    hides=(
        "A product for monthly work cannot score high, and one for workdays ends near 71 %. It "
        "rises when occasional users leave."
    ),
    advice=(
        "Give people one reason to return every week, such as a summary or a task list.",
        "Find what the daily users do that the others do not, and show it to them.",
        "Send reminders about work in progress rather than news.",
    ),
)

ACTIVITY_RATE = Kpi(
    key="activity_rate",
    name="User Activity Rate (DAU or MAU rate)",
    aliases=("active_rate",),
    names={
        "ko": Names(display="활성 사용자 비율", accepted=("사용자 활동률", "활동률")),
        "zh_Hant": Names(display="用戶活躍率"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    # Several people may use one paid account: this may exceed 100 %, and has no interval.
    formulas=(
        Formula(
            key="of_mau",
            inputs=(
                average_count("mau", "monthly active users"),
                count("paying", "paying customers", level=True),
            ),
            expression=E("100 * mau / paying"),
            source="D",
            per="of paying customers, counting monthly users",
        ),
        Formula(
            key="of_dau",
            inputs=(
                average_count("dau", "daily active users"),
                count("paying", "paying customers", level=True),
            ),
            expression=E("100 * dau / paying"),
            source="D",
            per="of paying customers, counting daily users",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="above 20 % is solid",
            status=Status.USE,
            bands=(good(gt=20), watch(le=20)),
            note="the article does not say whether daily or monthly users are meant",
        ),
    ),
    default_set="engagement_2024",
    tells="How many people use what is paid for. Paying without using often comes before leaving.",
    hides=(
        "It sets users against customers: several users of one account, or free users, carry it "
        "above 100 %."
    ),
    advice=(
        "List the paying customers without any activity, and call them.",
        "Show each account which of its seats are idle, and offer training.",
        "Put the feature most people came for on the first screen.",
    ),
)

FEATURE_USAGE = Kpi(
    key="feature_usage",
    name="Feature Usage / Adoption Rate",
    aliases=("adoption",),
    names={
        "ko": Names(display="기능 사용률", accepted=("기능 사용법",)),
        "zh_Hant": Names(display="功能使用率"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("users", "users of the feature", level=True),
                count("active", "active users", level=True),
            ),
            expression=E("100 * users / active"),
            source="D",
            per="of active users",
            sample=counted("users", "active"),
            checks=(
                no_more(
                    "users",
                    than="active",
                    broken="More people used the feature than were active.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="at least 28 %",
            status=Status.USE,
            bands=(good(ge=28), watch(lt=28)),
            note=(
                "elsewhere core features are put at 60 to 80 %, and the average at 24.5 % "
                "(Userpilot, 2024)"
            ),
        ),
    ),
    default_set="engagement_2024",
    tells="How many of the active users use one feature; most worth watching after a release.",
    hides=(
        "Trying once is not using. If only some plans include the feature, people who cannot "
        "reach it belong out of the base."
    ),
    advice=(
        "Show the feature at the moment it is needed, not in a tour.",
        "Watch five people try it, and remove what stops them.",
        "Improve it or take it out if it stays unused.",
    ),
)

FIRST_WEEK_ENGAGEMENT = Kpi(
    key="first_week_engagement",
    name="First-week Engagement and Abandonment",
    aliases=("first_week",),
    names={
        "ko": Names(display="첫 주 활성률", accepted=("첫 주 참여",)),
        "zh_Hant": Names(display="首週活躍率", accepted=("首週參與率",)),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="engagement",
            inputs=(
                count("active", "new users active in their first week"),
                count("cohort", "new users"),
            ),
            expression=E("100 * active / cohort"),
            source="D",
            per="of new users",
            sample=counted("active", "cohort"),
            checks=(
                no_more(
                    "active",
                    than="cohort",
                    broken="More new users were active than there were.",
                ),
            ),
        ),
        Formula(
            key="abandonment",
            inputs=(
                count("abandoned", "new users who gave up in their first week"),
                count("cohort", "new users"),
            ),
            expression=E("100 * abandoned / cohort"),
            source="D",
            better=Better.LOWER,
            per="of new users",
            sample=counted("abandoned", "cohort"),
            checks=(
                no_more(
                    "abandoned",
                    than="cohort",
                    broken="More new users gave up than there were.",
                ),
            ),
            names=("포기율", "첫 주 중단율", "首週放棄率", "首週棄用率"),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="low abandonment matters",
            status=Status.INFORMATION,
            why="the source gives no number",
        ),
        Benchmark(
            set="vendor",
            rule="7 % coming back on day 7 is the best quarter of 2,600 products",
            status=Status.INFORMATION,
            why="a return on day 7 is not activity at any time in the first week",
        ),
    ),
    tells="How accessible the product is to people who are new to it.",
    hides=(
        "People who joined less than seven days ago have not had their week: leave them out. "
        "Activity on any day of the week is not the same as a return on day seven."
    ),
    advice=(
        "Find the day and the screen where most new people stop, and simplify that.",
        "Lead each new user to the key feature in the first session.",
        "Ask for less at sign-up; ask for the rest when it is needed.",
    ),
)

SEGMENT_LIFT = Kpi(
    key="segment_lift",
    name="Behaviour Insight Lift",
    aliases=("lift",),
    names={
        "ko": Names(display="행동별 성과 차이"),
        "zh_Hant": Names(display="行為族群成效差異", accepted=("行為提升幅度",)),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.NONE,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="counts",
            inputs=(
                count("exposed_yes", "successes with the behaviour"),
                count("exposed", "people with the behaviour"),
                count("other_yes", "successes without the behaviour"),
                count("other", "people without the behaviour"),
            ),
            expression=E("100 * (exposed_yes / exposed - other_yes / other) / (other_yes / other)"),
            source="B",
            per="of the rate without the behaviour",
            drivers=driven_by(
                driver("exposed_rate", "rate with the behaviour", "100 * exposed_yes / exposed"),
                driver("other_rate", "rate without the behaviour", "100 * other_yes / other"),
                value="100 * (exposed_rate - other_rate) / other_rate",
            ),
            checks=(
                no_more(
                    "exposed_yes",
                    than="exposed",
                    broken="There are more successes than people with the behaviour.",
                ),
                no_more(
                    "other_yes",
                    than="other",
                    broken="There are more successes than people without the behaviour.",
                ),
            ),
            beside=(("times", E("(exposed_yes / exposed) / (other_yes / other)")),),
        ),
        Formula(
            key="rates",
            inputs=(
                same_unit_rate("exposed_rate", "rate with the behaviour"),
                same_unit_rate("other_rate", "rate without the behaviour"),
            ),
            expression=E("100 * (exposed_rate - other_rate) / other_rate"),
            source="B",
            per="of the rate without the behaviour",
            beside=(("times", E("exposed_rate / other_rate")),),
        ),
    ),
    tells=(
        "Which behaviour goes with a better or worse rate: three or more pieces read, chat used, a "
        "first enquiry left unsolved (five times the churn in the article)."
    ),
    hides=(
        "It goes with, it does not cause: people who use chat may be about to buy anyway. From "
        "rates alone nobody can see how many people are behind it."
    ),
    advice=(
        "Treat it as an idea for an experiment: pull the lever for some, not for others.",
        "Enter the counts, so that the size of the groups shows.",
        "Check that both groups are alike in age, plan and origin.",
    ),
    examples=(
        example(
            "rates",
            {"exposed_rate": "1.4", "other_rate": "1"},
            exact="40",
            printed="40 % higher",
        ),
        example(
            "rates",
            {"exposed_rate": "3.3", "other_rate": "1"},
            exact="230",
            printed="230 % higher",
        ),
        example(
            "rates",
            {"exposed_rate": "5", "other_rate": "1"},
            exact="400",
            printed="5 times more likely to churn (first enquiry not solved)",
        ),
    ),
)
