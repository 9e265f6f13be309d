"""Revenue: what customers pay, over a month, a year or their whole life."""

from __future__ import annotations

from kpi.catalogue._notation import (
    STANDARD,
    E,
    above_zero,
    average_money,
    average_number,
    count,
    example,
    excellent,
    good,
    money,
    money_list,
    no_more,
    percent,
    poor,
    watch,
)
from kpi.model import Benchmark, Better, Formula, Kpi, Names, Scaling, Status, Unit
from kpi.period import Cadence

MRR = Kpi(
    key="mrr",
    name="Monthly Recurring Revenue",
    abbreviation="MRR",
    names={
        "ko": Names(display="월간 반복 매출", accepted=("월간 반복 수익",)),
        "zh_Hant": Names(display="每月經常性收入", accepted=("月度經常性收入",)),
    },
    articles=("C",),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="arpu",
            inputs=(
                average_money("arpu", "average monthly revenue per user"),
                count("customers", "paying customers", level=True),
            ),
            expression=E("arpu * customers"),
            source="C",
            per="a month",
        ),
        Formula(
            key="fees",
            inputs=(money_list("fees", "monthly fees of every paying customer"),),
            expression=E("sum(fees)"),
            source="C",
            per="a month",
        ),
    ),
    tells=(
        "The revenue that comes back every month. Coupons and recurring add-ons count; set-up "
        "fees, one-off add-ons, open trials and tax do not; a yearly plan counts by its twelfth."
    ),
    hides=(
        "It can rise while customers leave: high MRR with high churn is bad news. It is not the "
        "money in the bank either."
    ),
    advice=(
        "Offer add-ons and a higher plan to customers who already use the product fully.",
        "Sell priority support to those for whom a stop is expensive.",
        "Read churn beside it, and repair that first if both rise.",
    ),
)

ARR = Kpi(
    key="arr",
    name="Annual Recurring Revenue",
    abbreviation="ARR",
    names={
        "ko": Names(display="연간 반복 매출", accepted=("연간 반복 수익",)),
        "zh_Hant": Names(display="年度經常性收入"),
    },
    articles=("C",),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    # Never compared: one counts terms under a year, the other leaves them out.
    formulas=(
        Formula(
            key="run_rate",
            inputs=(money("mrr", "monthly recurring revenue", level=True),),
            expression=E("12 * mrr"),
            source="C",
            per="a year at this month's rate",
        ),
        Formula(
            key="flow",
            inputs=(
                money("annual", "revenue of yearly subscriptions", level=True),
                money("expansion", "expansion revenue"),
                money("churned", "revenue of lost customers"),
            ),
            expression=E("annual + expansion - churned"),
            source="C",
            per="a year from yearly subscriptions",
            checks=(
                no_more(
                    "churned",
                    than="annual + expansion",
                    broken="More revenue was lost than there was.",
                ),
            ),
        ),
    ),
    tells="The yearly view of recurring revenue: a figure for growth and for forecasts.",
    hides=(
        "Twelve times a month counts contracts that may end next month; the other formula leaves "
        "terms under a year out. The two are never comparable."
    ),
    advice=(
        "Move loyal monthly customers to a yearly term with a fair discount.",
        "Grow healthy accounts before their renewal.",
        "Find out why accounts step down, and start with the largest.",
    ),
)

NRR = Kpi(
    key="nrr",
    name="Net Revenue Retention",
    abbreviation="NRR",
    aliases=("ndr", "net_revenue_retention"),
    names={
        "ko": Names(display="순매출유지율", accepted=("순 보유율", "순 유지율", "순 달러 보유율")),
        "zh_Hant": Names(display="淨營收留存率", accepted=("淨收入留存率",)),
    },
    articles=("C",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    scaling=Scaling.COMPOUND_KEPT,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("start", "recurring revenue at the start", level=True),
                money("expansion", "expansion revenue"),
                money("contraction", "revenue lost to downgrades"),
                money("churned", "revenue of lost customers"),
            ),
            expression=E("100 * (start + expansion - contraction - churned) / start"),
            source="C",
            per="of recurring revenue at the start of the period",
            checks=(
                no_more(
                    "contraction + churned",
                    than="start + expansion",
                    broken="More revenue was lost than the customers at the start paid.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="saas_2021",
            rule="at least 100 % is excellent; the best reach 155 to 158 %",
            status=Status.USE,
            period=Cadence.MONTH,
            industry="SaaS",
            bands=(excellent(ge=100), watch(lt=100)),
            note=(
                "the formula is a month's while the market quotes years; "
                "100 % is 100 % at any period"
            ),
        ),
    ),
    default_set="saas_2021",
    tells=(
        "How the revenue of the customers you had at the start grows without any new customer. "
        "100 % or more means growth without a sale."
    ),
    hides=(
        "A few large upgrades can cover many departures. Count downgrades as contraction and "
        "cancellations as churn, or the lost are deducted twice."
    ),
    advice=(
        "Look for expansion in accounts that use the product most.",
        "Ask every account that steps down for its reason, and group the answers.",
        "Go through the ten largest losses one by one.",
    ),
)

ARPU = Kpi(
    key="arpu",
    name="Average Revenue per User",
    abbreviation="ARPU",
    names={
        "ko": Names(display="사용자당 평균 매출", accepted=("사용자당 평균 수익",)),
        "zh_Hant": Names(display="每用戶平均營收", accepted=("每用戶平均收入",)),
    },
    articles=("C",),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("revenue", "revenue"),
                count("users", "users", level=True),
            ),
            expression=E("revenue / users"),
            source="C",
            per="per user",
        ),
    ),
    tells="What one user brings in a period; the ground for lifetime value and recurring revenue.",
    hides=(
        "One large account lifts the average of many small ones, and losing small accounts makes "
        "it rise."
    ),
    advice=(
        "Offer the plan that fits to those who outgrew theirs.",
        "Check discounts that never ended.",
        "Look at the figure by plan before acting on the average.",
    ),
)

CLV = Kpi(
    key="clv",
    name="Customer Lifetime Value",
    abbreviation="CLV",
    aliases=("ltv", "cltv", "lifetime_value"),
    names={
        "ko": Names(display="고객 생애 가치", accepted=("고객평생가치",)),
        "zh_Hant": Names(display="顧客終身價值", accepted=("客戶終身價值",)),
    },
    articles=("C", "D"),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="margin_term",
            inputs=(
                average_money("arpu", "average revenue per user"),
                percent("margin", "gross margin"),
                average_number("term", "periods a customer stays"),
            ),
            expression=E("arpu * margin / 100 * term"),
            source="C",
            per="of margin per customer",
        ),
        Formula(
            key="churn",
            inputs=(
                average_money("arpu", "average revenue per user"),
                percent("churn", "churn rate of the same period"),
            ),
            expression=E("100 * arpu / churn"),
            source="C",
            per="of revenue per customer",
            requires=(above_zero("churn", otherwise="where nobody leaves, a lifetime has no end"),),
        ),
        Formula(
            key="orders",
            inputs=(
                average_money("order_value", "average order value"),
                average_number("frequency", "orders a year"),
                average_number("lifespan", "years a customer stays"),
            ),
            expression=E("order_value * frequency * lifespan"),
            source="D",
            per="of revenue per customer",
        ),
        Formula(
            key="margin_churn",
            inputs=(
                average_money("arpu", "average revenue per user"),
                percent("margin", "gross margin"),
                percent("churn", "churn rate of the same period"),
            ),
            expression=E("arpu * margin / churn"),
            source=STANDARD,
            per="of margin per customer",
            requires=(above_zero("churn", otherwise="where nobody leaves, a lifetime has no end"),),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="saas_2021",
            rule="more than 3 times the acquisition cost",
            status=Status.INFORMATION,
            industry="SaaS",
            why="judged as ltv_cac",
        ),
        Benchmark(
            set="engagement_2024",
            rule="3 to 5 times the acquisition cost is good",
            status=Status.INFORMATION,
            why="judged as ltv_cac",
        ),
    ),
    tells=(
        "What one customer brings before leaving. Beside the acquisition cost it says whether "
        "winning customers pays."
    ),
    hides=(
        "It is a forecast from today's figures, and without the margin it looks better than it is. "
        "A yearly churn with a monthly revenue is wrong twelvefold."
    ),
    advice=(
        "Teach customers what the product can do for them, beyond the first use.",
        "Keep support strong for those who have been there longest.",
        "Offer a fitting upgrade or addition at moments of success.",
    ),
    examples=(
        example(
            "orders",
            {"order_value": "20", "frequency": "12", "lifespan": "3"},
            exact="720",
            printed="720",
        ),
    ),
)

NCVG = Kpi(
    key="ncvg",
    name="Net Customer Value Growth",
    abbreviation="NCVG",
    aliases=("customer_value_growth",),
    names={
        "ko": Names(display="순고객가치 증감액", accepted=("순 고객 가치 성장",)),
        "zh_Hant": Names(display="淨客戶價值增減額", accepted=("淨客戶價值成長",)),
    },
    articles=("B",),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="value",
            inputs=(
                count("new", "new customers"),
                average_money("value_per_new", "value per new customer"),
                count("lost", "customers lost"),
                average_money("value_per_lost", "value per customer lost"),
            ),
            expression=E("new * value_per_new - lost * value_per_lost"),
            source="B",
            beside=(("customers gained", E("new - lost")),),
        ),
        Formula(
            key="totals",
            same_as="value",
            inputs=(
                money("new_value", "value of new customers"),
                money("lost_value", "value of customers lost"),
            ),
            expression=E("new_value - lost_value"),
            source="B",
        ),
        Formula(
            key="volume",
            inputs=(
                count("new", "new customers"),
                count("lost", "customers lost"),
            ),
            expression=E("new - lost"),
            source="B",
            unit=Unit.COUNT,
        ),
    ),
    benchmarks=(
        Benchmark(
            set="derived",
            rule="above 0",
            status=Status.USE,
            bands=(good(gt=0), watch(ge=0), poor(lt=0)),
            formulas=("value", "totals"),
        ),
    ),
    default_set="derived",
    tells=(
        "Whether the customers you have, taken as an asset, grew or shrank, in number and in "
        "value. Whole numbers rather than a rate: a figure for a board."
    ),
    hides=(
        "What counts as the value of a customer (a year's revenue, lifetime value, margin) is your "
        "choice: keep to one, and say which."
    ),
    advice=(
        "Put the most care into the customers who carry the most value.",
        "List the lost by value rather than by number.",
        "Check that new customers are worth as much as those who leave.",
    ),
)

SEGMENT_MOVEMENT = Kpi(
    key="segment_movement",
    name="Segment Movement: Expansion and Contraction Revenue",
    aliases=("expansion",),
    names={
        "ko": Names(display="확장·축소 매출 순증감", accepted=("고객 세그먼트 이동",)),
        "zh_Hant": Names(display="擴充／縮減營收淨額", accepted=("客群移動", "擴張／收縮收入")),
    },
    articles=("B", "C"),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="net",
            inputs=(
                money("expansion", "expansion revenue"),
                money("contraction", "contraction revenue"),
            ),
            expression=E("expansion - contraction"),
            source="B",
        ),
        Formula(
            key="net_rate",
            inputs=(
                money("expansion", "expansion revenue"),
                money("contraction", "contraction revenue"),
                money("start_revenue", "recurring revenue at the start", level=True),
            ),
            expression=E("100 * (expansion - contraction) / start_revenue"),
            source=STANDARD,
            unit=Unit.PERCENT,
            per="of recurring revenue at the start of the period",
        ),
    ),
    tells="Whether existing customers buy more or less than before, and in which segment.",
    hides=(
        "Customers who left altogether are not in it. Segments must not overlap, or one move is "
        "counted twice."
    ),
    advice=(
        "Offer more where customers see the value today.",
        "Ask the accounts of the segment that contracts for their reasons.",
        "Check whether one price change explains the movement.",
    ),
)

SEGMENT_MARGIN = Kpi(
    key="segment_margin",
    name="Profitability of a Segment",
    aliases=("profitability",),
    names={
        "ko": Names(display="세그먼트별 수익성"),
        "zh_Hant": Names(display="客群獲利率"),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("revenue", "revenue of the segment"),
                money("cost", "cost of the segment"),
            ),
            expression=E("100 * (revenue - cost) / revenue"),
            source="B",
            per="of the segment's revenue",
            beside=(("revenue", E("revenue")), ("profit", E("revenue - cost"))),
        ),
    ),
    tells="What is left of a segment's revenue after what it costs to serve it.",
    hides=(
        "It depends on how shared costs are divided, and a small segment with a high margin may "
        "still bring little: read the profit beside it."
    ),
    advice=(
        "Find the few services that make this segment expensive, and price or simplify them.",
        "Move support of small accounts to self-service.",
        "Win more customers like those of the most profitable segment.",
    ),
)

CRC = Kpi(
    key="crc",
    name="Customer Retention Cost",
    abbreviation="CRC",
    aliases=("retention_cost",),
    names={
        "ko": Names(display="고객유지비용", accepted=("고객 유지 비용",)),
        "zh_Hant": Names(display="客戶保留成本"),
    },
    articles=("C",),
    unit=Unit.MONEY,
    better=Better.LOWER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("people", "cost of customer success staff"),
                money("tools", "cost of tools"),
                money("marketing", "cost of marketing to customers"),
                money("training", "cost of training customers"),
                money("loyalty", "cost of loyalty programmes"),
                count("active", "active customers", level=True),
            ),
            expression=E("(people + tools + marketing + training + loyalty) / active"),
            source="C",
            per="per active customer",
            beside=(("spend", E("people + tools + marketing + training + loyalty")),),
        ),
        Formula(
            key="total",
            same_as="standard",
            inputs=(
                money("spend", "spend on keeping customers"),
                count("active", "active customers", level=True),
            ),
            expression=E("spend / active"),
            source=STANDARD,
            per="per active customer",
        ),
    ),
    tells=(
        "What keeping one customer costs, through their whole life, unlike the acquisition cost, "
        "which is paid once."
    ),
    hides=(
        "Low is not good by itself: it falls when nobody looks after customers. Read it with churn "
        "and with the payback of the acquisition cost."
    ),
    advice=(
        "Automate what the team repeats for every customer.",
        "Go through the tools, and cancel those that few people use.",
        "Drop the steps of your routine that no customer would miss.",
    ),
)
