"""Acquisition: what it takes to win a customer, and what comes back."""

from __future__ import annotations

from kpi.catalogue._notation import (
    STANDARD,
    E,
    above_zero,
    average_money,
    count,
    counted,
    example,
    good,
    money,
    no_more,
    percent,
    poor,
    watch,
)
from kpi.model import Benchmark, Better, Formula, Kpi, Names, Status, Unit
from kpi.period import Cadence

CAC = Kpi(
    key="cac",
    name="Customer Acquisition Cost",
    abbreviation="CAC",
    aliases=("acquisition_cost",),
    names={
        "ko": Names(display="고객 획득 비용", accepted=("고객 확보 비용",)),
        "zh_Hant": Names(display="獲客成本", accepted=("客戶獲取成本",)),
    },
    articles=("A", "C", "D"),
    unit=Unit.MONEY,
    better=Better.LOWER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("marketing", "marketing campaigns"),
                money("wages", "wages"),
                money("software", "software"),
                money("services", "professional services"),
                money("overhead", "overhead"),
                count("acquired", "customers acquired"),
            ),
            expression=E("(marketing + wages + software + services + overhead) / acquired"),
            source="A",
            per="per customer acquired",
            beside=(("spend", E("marketing + wages + software + services + overhead")),),
        ),
        Formula(
            key="total",
            same_as="standard",
            inputs=(
                money("spend", "spend on winning customers"),
                count("acquired", "customers acquired"),
            ),
            expression=E("spend / acquired"),
            source=STANDARD,
            per="per customer acquired",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="derived",
            rule="judged only beside lifetime value and payback",
            status=Status.INFORMATION,
            note="the article calls its example of 4.07 exceptional, which is no bar",
            why="judged as ltv_cac and cac_payback",
        ),
    ),
    tells=(
        "The whole price of winning one customer: campaigns, wages, software, services and "
        "overhead together."
    ),
    hides=(
        "Money spent now may win customers later: compare equal intervals only. Customers who came "
        "by themselves make paid channels look cheaper than they are."
    ),
    advice=(
        "Try more channels, and move spend to those that win customers cheaply.",
        "Automate follow-up and other routine work of sales and marketing.",
        "Target smaller segments that fit, in place of mass campaigns.",
    ),
    examples=(
        example(
            "standard",
            {
                "marketing": "1500",
                "wages": "1000",
                "software": "175",
                "services": "125",
                "overhead": "50",
                "acquired": "700",
            },
            exact="57/14",
            printed="4.07",
        ),
    ),
)

LTV_CAC = Kpi(
    key="ltv_cac",
    name="LTV to CAC Ratio",
    abbreviation="LTV:CAC",
    aliases=("clv_cac", "ltv_to_cac"),
    names={
        "ko": Names(display="LTV/CAC 비율"),
        "zh_Hant": Names(display="LTV/CAC 比率"),
    },
    articles=("C", "D"),
    unit=Unit.RATIO,
    better=Better.HIGHER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                average_money("clv", "customer lifetime value"),
                average_money("cac", "customer acquisition cost"),
            ),
            expression=E("clv / cac"),
            source="C",
            per="times the acquisition cost",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="saas_2021",
            rule="above 3",
            status=Status.USE,
            industry="SaaS",
            bands=(good(gt=3), poor(le=3)),
        ),
        Benchmark(
            set="engagement_2024",
            rule="3 to 5",
            status=Status.USE,
            bands=(watch(gt=5), good(ge=3), poor(lt=3)),
            note="above 5 may mean that too little is spent on growth",
        ),
    ),
    default_set="engagement_2024",
    tells="How many times over a customer pays back what winning them cost.",
    hides=(
        "A lifetime value without the margin passes too easily. The ratio also says nothing about "
        "when the money comes back."
    ),
    advice=(
        "Use the lifetime value after margin before drawing any conclusion.",
        "Raise lifetime value: keep customers longer and help them use more.",
        "Lower the acquisition cost: stop the campaigns with the worst return.",
        "Above 5, try spending more on channels that already work.",
    ),
)

CAC_PAYBACK = Kpi(
    key="cac_payback",
    name="CAC Payback Period",
    aliases=("payback",),
    names={
        "ko": Names(display="CAC 회수 기간", accepted=("CAC 투자 회수 기간",)),
        "zh_Hant": Names(display="獲客成本回收期"),
    },
    articles=("C",),
    unit=Unit.MONTHS,
    better=Better.LOWER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                average_money("cac", "customer acquisition cost"),
                average_money("arpu", "average monthly revenue per user"),
                percent("margin", "gross margin"),
            ),
            expression=E("100 * cac / (arpu * margin)"),
            source="C",
            per="of margin per customer",
            requires=(
                above_zero(
                    "arpu * margin",
                    otherwise="without a margin the acquisition cost never comes back",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="vendor",
            rule="under 12 months is good, 12 to 18 workable",
            status=Status.EXTERNAL,
        ),
    ),
    tells="How many months of margin it takes to earn back what winning a customer cost.",
    hides=(
        "It supposes that customers stay that long: with high churn many leave before they have "
        "paid. It also needs a monthly revenue, not a yearly one."
    ),
    advice=(
        "Bill yearly in advance where customers agree to it.",
        "Stop acquiring through the channel with the longest payback.",
        "Raise the margin on the entry plan, by price or by cost to serve.",
    ),
)

CONVERSION_RATE = Kpi(
    key="conversion_rate",
    name="Conversion Rate",
    abbreviation="CR / CVR",
    aliases=("cvr",),
    names={
        "ko": Names(display="전환율"),
        "zh_Hant": Names(display="轉換率"),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        # Where events are counted in place of people, this may exceed 100 %.
        Formula(
            key="standard",
            inputs=(
                count("conversions", "conversions"),
                count("visitors", "visitors", level=True),
            ),
            expression=E("100 * conversions / visitors"),
            source="B",
            per="of visitors",
            sample=counted("conversions", "visitors"),
        ),
    ),
    tells="The share of visitors who did what you hoped for.",
    hides=(
        "More visitors of the wrong kind lower it, fewer but better ones raise it, with sales "
        "unchanged. The base (visitors, sessions, leads) must stay the same."
    ),
    advice=(
        "Find the step of the path where most people leave, and simplify that one.",
        "Show prospects more than one useful piece before asking them to buy.",
        "Test one change at a time on enough visitors.",
    ),
)

CPA = Kpi(
    key="cpa",
    name="Cost per Acquisition (Action)",
    abbreviation="CPA",
    names={
        "ko": Names(display="전환당 비용"),
        "zh_Hant": Names(display="每次轉換成本", accepted=("單次獲取成本",)),
    },
    articles=("B",),
    unit=Unit.MONEY,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("cost", "cost of the campaign"),
                count("conversions", "conversions"),
            ),
            expression=E("cost / conversions"),
            source="B",
            per="per conversion",
        ),
    ),
    tells="What one conversion of any kind costs in a campaign.",
    hides=(
        "A conversion need not be a paying customer, and only the campaign's own cost is counted: "
        "it is not the acquisition cost of a customer."
    ),
    advice=(
        "Pause the ads and keywords with the highest cost per conversion.",
        "Narrow the audience to people like those who converted.",
        "Bring the landing page in line with what the ad promises.",
    ),
)

ROAS = Kpi(
    key="roas",
    name="Return on Ad Spend",
    abbreviation="ROAS",
    names={
        "ko": Names(display="광고비 대비 매출"),
        "zh_Hant": Names(display="廣告投資報酬率", accepted=("廣告支出回報率",)),
    },
    articles=("B",),
    unit=Unit.RATIO,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("revenue", "revenue from ads"),
                money("spend", "ad spend"),
            ),
            expression=E("revenue / spend"),
            source="B",
            per="times the ad spend",
        ),
    ),
    tells="How much revenue each unit of ad spend brought: 5 means five times, or 500 %.",
    hides=(
        "It is revenue, not profit, and it credits ads with sales that would have come anyway. "
        "Sales that follow later are missing."
    ),
    advice=(
        "Move spend from the campaigns with the lowest return to those with the highest.",
        "Work out the return at which an ad just pays for itself at your margin.",
        "Leave out audiences who already buy.",
    ),
)

MQL_SHARE = Kpi(
    key="mql_share",
    name="Marketing-qualified Lead Rate",
    abbreviation="MQL rate",
    aliases=("mql_rate",),
    names={
        "ko": Names(display="마케팅 적격 리드 비율"),
        "zh_Hant": Names(display="行銷合格名單比例"),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("mqls", "marketing-qualified leads"),
                count("leads", "leads"),
            ),
            expression=E("100 * mqls / leads"),
            source="B",
            per="of leads",
            sample=counted("mqls", "leads"),
            checks=(
                no_more(
                    "mqls",
                    than="leads",
                    broken="There are more qualified leads than leads.",
                ),
            ),
        ),
    ),
    tells="The share of leads that marketing holds good enough to hand to sales.",
    hides=(
        "Every company sets that bar for itself, so it compares with nobody else, and lowering the "
        "bar raises the figure."
    ),
    advice=(
        "Agree with sales on what makes a lead qualified, in writing.",
        "Ask sales which leads they sent back, and why.",
        "Cut the source that brings many leads and few qualified ones.",
    ),
)

RPV = Kpi(
    key="rpv",
    name="Revenue per Visitor",
    abbreviation="RPV",
    aliases=("revenue_per_visitor",),
    names={
        "ko": Names(display="방문자당 매출"),
        "zh_Hant": Names(display="每位訪客營收", accepted=("每位訪客收益",)),
    },
    articles=("B",),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("revenue", "revenue"),
                count("visitors", "visitors", level=True),
            ),
            expression=E("revenue / visitors"),
            source="B",
            per="per visitor",
        ),
        Formula(
            key="rate_value",
            inputs=(
                percent("conversion_rate", "conversion rate"),
                average_money("order_value", "average order value"),
            ),
            expression=E("conversion_rate / 100 * order_value"),
            source=STANDARD,
            per="per visitor",
        ),
    ),
    tells="What one visitor brings: how many buy, and how much, in one figure.",
    hides="It does not say whether the number of buyers or the size of their orders moved.",
    advice=(
        "See first whether conversion or order value moved, and act on that one.",
        "Offer help by chat where visitors hesitate.",
        "Stop paying for traffic that never buys.",
    ),
)

AOV = Kpi(
    key="aov",
    name="Average Order Value",
    abbreviation="AOV",
    aliases=("order_value",),
    names={
        "ko": Names(display="평균 주문 금액(객단가)", accepted=("평균 주문 금액",)),
        "zh_Hant": Names(display="客單價", accepted=("平均訂單價值",)),
    },
    articles=("B", "D"),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                money("revenue", "revenue"),
                count("orders", "orders"),
            ),
            expression=E("revenue / orders"),
            source="B",
            per="per order",
        ),
    ),
    tells="How much people spend in one order.",
    hides=(
        "A few very large orders lift it, and returns are usually not deducted. It can rise while "
        "fewer people buy."
    ),
    advice=(
        "Suggest what goes with the goods already in the basket.",
        "Offer free delivery from a sum slightly above today's average.",
        "Sell sets at a small discount.",
    ),
)
