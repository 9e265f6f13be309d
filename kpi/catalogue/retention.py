"""Retention: who stays, who leaves, and who renews."""

from __future__ import annotations

from kpi.catalogue._notation import (
    STANDARD,
    E,
    count,
    counted,
    driven_by,
    driver,
    example,
    good,
    money,
    no_more,
    percent,
    poor,
)
from kpi.model import Benchmark, Better, Formula, Kpi, Names, Scaling, Status, Unit
from kpi.period import Cadence

CRR = Kpi(
    key="crr",
    name="Customer Retention Rate",
    abbreviation="CRR",
    aliases=("retention",),
    names={
        "ko": Names(display="고객 유지율"),
        "zh_Hant": Names(display="客戶保留率", accepted=("客戶留存率",)),
    },
    articles=("A",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    scaling=Scaling.COMPOUND_KEPT,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("end", "customers at the end", level=True),
                count("new", "new customers"),
                count("start", "customers at the start", level=True),
            ),
            expression=E("100 * (end - new) / start"),
            source="A",
            per="of customers at the start of the period",
            sample=counted("end - new", "start"),
            drivers=driven_by(
                driver("lost", "customers lost", "start + new - end"),
                driver("start", "customers at the start", "start"),
                value="100 * (1 - lost / start)",
            ),
            checks=(
                no_more(
                    "new",
                    than="end",
                    broken="There were more new customers than customers at the end.",
                ),
                no_more(
                    "end - new",
                    than="start",
                    broken=(
                        "More customers were kept than there were at the start: "
                        "customers who came back belong to the new ones."
                    ),
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="smb_2020",
            rule="at least 90 %",
            status=Status.THUMB,
            bands=(good(ge=90), poor(lt=90)),
            note="the article's own example is a quarter; 97.78 % a quarter is 91.40 % a year",
            why="the source names no period",
        ),
        Benchmark(
            set="saas_2021",
            rule="at least 93 % a year",
            status=Status.USE,
            period=Cadence.YEAR,
            bands=(good(ge=93), poor(lt=93)),
            note="the complement of the churn rule, so that both are judged by one bar",
        ),
    ),
    default_set="smb_2020",
    tells="How well the customers you already had were kept, leaving new ones out of the count.",
    hides=(
        "It does not say which customers left, what they were worth or why. What is usual differs "
        "from industry to industry."
    ),
    advice=(
        "Make help easy to reach: more hours, more channels, shorter waits.",
        "Collect what customers say in forms, sales calls and support, and mend the most frequent.",
        "Send useful content at a steady pace, so that you are present between purchases.",
        "Spend on keeping too: Invesp puts it at up to 5 times cheaper than winning.",
    ),
    examples=(
        example(
            "standard",
            {"end": "3500", "new": "200", "start": "3375"},
            exact="880/9",
            printed="97.77",
        ),
    ),
)

CHURN = Kpi(
    key="churn",
    name="Customer (logo) Churn Rate",
    abbreviation="CCR",
    short="Churn",
    aliases=("ccr", "customer_churn"),
    names={
        "ko": Names(display="고객 이탈률", accepted=("해지율", "탈퇴율")),
        "zh_Hant": Names(display="客戶流失率", accepted=("流失率",)),
    },
    articles=("A", "C", "D"),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    scaling=Scaling.COMPOUND_LOSS,
    formulas=(
        Formula(
            key="of_start",
            inputs=(
                count("lost", "customers lost"),
                count("start", "customers at the start", level=True),
            ),
            expression=E("100 * lost / start"),
            source=STANDARD,
            per="of customers at the start of the period",
            sample=counted("lost", "start"),
            checks=(
                no_more(
                    "lost",
                    than="start",
                    broken="More customers were lost than there were at the start.",
                ),
            ),
        ),
        # Customers lost are not among those at the end: no share of them, so no interval, no check.
        Formula(
            key="of_end",
            inputs=(
                count("lost", "customers lost"),
                count("end", "customers at the end", level=True),
            ),
            expression=E("100 * lost / end"),
            source="A",
            per="of customers at the end of the period",
        ),
        Formula(
            key="from_crr",
            same_as="of_start",
            inputs=(percent("crr", "customer retention rate"),),
            expression=E("100 - crr"),
            source="A",
            per="of customers at the start of the period",
            checks=(
                no_more(
                    "crr",
                    than="100",
                    broken="Retention is above 100 %, which leaves a churn below zero.",
                ),
            ),
        ),
        Formula(
            key="of_active",
            inputs=(
                count("lost", "customers lost"),
                count("active", "active customers", level=True),
            ),
            expression=E("100 * lost / active"),
            source="C",
            per="of active customers",
            sample=counted("lost", "active"),
            checks=(
                no_more(
                    "lost",
                    than="active",
                    broken="More customers were lost than were active.",
                ),
            ),
        ),
        Formula(
            key="of_total",
            inputs=(
                count("lost", "customers lost"),
                count("total", "customers in total", level=True),
            ),
            expression=E("100 * lost / total"),
            source="D",
            per="of all customers",
            sample=counted("lost", "total"),
            checks=(
                no_more(
                    "lost",
                    than="total",
                    broken="More customers were lost than there were in total.",
                ),
            ),
        ),
        Formula(
            key="of_start_and_new",
            inputs=(
                count("lost", "customers lost"),
                count("start", "customers at the start", level=True),
                count("new", "new customers"),
            ),
            expression=E("100 * lost / (start + new)"),
            source=STANDARD,
            per="of customers at the start and new ones together",
            sample=counted("lost", "start + new"),
            checks=(
                no_more(
                    "lost",
                    than="start + new",
                    broken="More customers were lost than there were at the start and new.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="smb_2020",
            rule="below 10 %",
            status=Status.THUMB,
            bands=(good(lt=10), poor(ge=10)),
            why="the source names no period",
        ),
        Benchmark(
            set="saas_2021",
            rule="5 to 7 % a year is good, and less is better",
            status=Status.USE,
            period=Cadence.YEAR,
            industry="SaaS",
            bands=(good(le=7), poor(gt=7)),
            formulas=("of_start", "from_crr"),
            note=(
                "the article says 0.42 to 0.58 % a month, which divides by 12; "
                "compounded it is 0.4265 to 0.6029 %. "
                "The figure goes back to Bessemer, by way of Sixteen Ventures (2013)"
            ),
        ),
        Benchmark(
            set="engagement_2024",
            rule="2 to 8 % is healthy, and less is better",
            status=Status.THUMB,
            industry="most businesses",
            bands=(good(le=8), poor(gt=8)),
            note="the article prints it under retention, though it can only mean churn",
            why="the source names no period; below 2 % is better than the usual 2 to 8 %",
        ),
    ),
    default_set="smb_2020",
    tells="The share of customers who left in the period. Some always leave; the trend matters.",
    hides=(
        "One figure mixes those who chose to leave with those whose payment failed, and small "
        "accounts with large ones. Break it down by tenure, industry and revenue."
    ),
    advice=(
        "Cure failed payments first: retry, remind before cards expire, and ask for a new one.",
        "Call the high-value accounts that went quiet before their renewal is due.",
        "Look at every step from the first day to support for the point where people give up.",
        "Write to those already lost, ask why they left, and offer a way back.",
    ),
    examples=(
        example("of_end", {"lost": "50", "end": "3000"}, exact="5/3", printed="1.67"),
        example("of_total", {"lost": "10", "total": "100"}, exact="10", printed="10"),
        example("of_start", {"lost": "75", "start": "3375"}, exact="20/9", printed="2.22"),
    ),
)

RENEWAL_RATE = Kpi(
    key="renewal_rate",
    name="Renewal Rate",
    abbreviation="RR",
    short="Renewal rate",
    aliases=("rr", "renewal"),
    names={
        "ko": Names(display="갱신율"),
        "zh_Hant": Names(display="續約率", accepted=("續訂率",)),
    },
    articles=("A",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("renewed", "subscriptions renewed"),
                count("due", "subscriptions due"),
            ),
            expression=E("100 * renewed / due"),
            source="A",
            per="of subscriptions due in the period",
            sample=counted("renewed", "due"),
            checks=(
                no_more(
                    "renewed",
                    than="due",
                    broken=(
                        "More subscriptions were renewed than were due: "
                        "count early renewals in the period they were due in."
                    ),
                ),
            ),
        ),
        Formula(
            key="revenue",
            inputs=(
                money("renewed_revenue", "revenue renewed"),
                money("due_revenue", "revenue due"),
            ),
            expression=E("100 * renewed_revenue / due_revenue"),
            source=STANDARD,
            per="of revenue due in the period",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="smb_2020",
            rule="at least 90 %",
            status=Status.USE,
            period=Cadence.YEAR,
            industry="subscription",
            bands=(good(ge=90), poor(lt=90)),
            note="stated as an aim, with a year's renewals as the example",
        ),
        Benchmark(
            set="vendor",
            rule="at least 85 % is good for SaaS",
            status=Status.EXTERNAL,
            industry="SaaS",
        ),
    ),
    default_set="smb_2020",
    tells="The share of subscriptions that came due and were renewed; only for subscriptions.",
    hides=(
        "It is silent about everyone whose term has not ended, and a week with few renewals "
        "swings widely. A sharp move either way asks for its cause."
    ),
    advice=(
        "Remind people well before the term ends, and make renewing one step.",
        "Tell them again what they used and what they would lose.",
        "Promote the yearly plan to monthly customers who use the product well.",
        "Win lapsed ones back with an offer that has an end date.",
    ),
    examples=(
        example(
            "standard",
            {"renewed": "16000", "due": "18400"},
            exact="2000/23",
            printed="86.95",
        ),
    ),
)

NON_RENEWAL = Kpi(
    key="non_renewal",
    name="Share Not Renewed",
    aliases=("not_renewed",),
    names={
        "ko": Names(
            display="미갱신율",
            accepted=("구독을 갱신하지 않은 고객 비율(구독 종료 시나리오)",),
        ),
        "zh_Hant": Names(display="未續約率", accepted=("未續訂率",)),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("renewed", "subscriptions renewed"),
                count("due", "subscriptions due"),
            ),
            expression=E("100 * (due - renewed) / due"),
            source="B",
            per="of subscriptions due in the period",
            sample=counted("due - renewed", "due"),
            drivers=driven_by(
                driver("lapsed", "subscriptions not renewed", "due - renewed"),
                driver("due", "subscriptions due", "due"),
                value="100 * lapsed / due",
            ),
            checks=(
                no_more(
                    "renewed",
                    than="due",
                    broken=(
                        "More subscriptions were renewed than were due: "
                        "count early renewals in the period they were due in."
                    ),
                ),
            ),
        ),
    ),
    tells="The share of subscriptions that came due and lapsed: the renewal rate seen from below.",
    hides=(
        "A lapsed subscription may be a decision, an expired card or a reminder nobody saw; the "
        "figure does not tell them apart."
    ),
    advice=(
        "Ask each customer who lapsed for one reason, and count the answers.",
        "Start reminders earlier, and send one to the person who pays.",
        "Offer a smaller plan or a pause before the term ends.",
    ),
)

TRIAL_LOSS = Kpi(
    key="trial_loss",
    name="Share of Trials Not Converted",
    aliases=("trial_not_converted",),
    names={
        "ko": Names(
            display="무료 체험 미전환율",
            accepted=("구독에 가입하지 않은 고객 비율(무료 평가판 제공 시나리오)",),
        ),
        "zh_Hant": Names(display="試用未轉付費率", accepted=("試用未轉換率",)),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("ended", "trials ended"),
                count("converted", "trials converted to paid"),
            ),
            expression=E("100 * (ended - converted) / ended"),
            source="B",
            per="of trials that ended in the period",
            sample=counted("ended - converted", "ended"),
            drivers=driven_by(
                driver("unpaid", "trials not converted", "ended - converted"),
                driver("ended", "trials ended", "ended"),
                value="100 * unpaid / ended",
            ),
            checks=(
                no_more(
                    "converted",
                    than="ended",
                    broken=(
                        "More trials were converted than ended: "
                        "count only conversions of the trials that ended."
                    ),
                ),
            ),
        ),
    ),
    tells="The share of trials that ended in the period without a paid subscription.",
    hides=(
        "Trials still open are left out, and so is whether the people on trial were the right "
        "ones. An easier sign-up can raise it without any harm."
    ),
    advice=(
        "Bring every trial to its first useful result in the first days.",
        "Write to people a few days before the trial ends, with what they have done so far.",
        "Offer a call or a short extension to those who were active and did not pay.",
    ),
)

INCIDENT_LOSS = Kpi(
    key="incident_loss",
    name="Post-incident Customer Loss Share",
    aliases=("post_incident_loss",),
    names={
        "ko": Names(
            display="장애·사고 후 이탈률",
            accepted=("사고 후 손실된 고객의 비율",),
        ),
        "zh_Hant": Names(display="服務事故後流失率", accepted=("事故後流失率",)),
    },
    articles=("B",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("lost", "affected customers lost"),
                count("affected", "customers affected"),
            ),
            expression=E("100 * lost / affected"),
            source="B",
            per="of customers affected by the incident",
            sample=counted("lost", "affected"),
            checks=(
                no_more(
                    "lost",
                    than="affected",
                    broken="More customers were lost than were affected.",
                ),
            ),
        ),
    ),
    tells="How many of those hit by an incident left, and so how they saw the recovery.",
    hides=(
        "Some of them would have left anyway: compare with customers the incident did not touch. "
        "Before the time you allow for leaving is over, the figure is only partial."
    ),
    advice=(
        "Write down what support owes those affected, and by when, before the next incident.",
        "Tell those affected what happened, what was done and what will change.",
        "Call the largest accounts in person within days.",
    ),
)

INVOLUNTARY_CHURN = Kpi(
    key="involuntary_churn",
    name="Involuntary Churn Share",
    aliases=("payment_churn",),
    names={
        "ko": Names(display="비자발적 이탈 비중", accepted=("비자발적 이탈",)),
        "zh_Hant": Names(display="非自願性流失占比", accepted=("非自願流失占比",)),
    },
    articles=("C",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.MONTH,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("involuntary", "customers lost to failed payments"),
                count("churned", "customers lost"),
            ),
            expression=E("100 * involuntary / churned"),
            source="C",
            per="of customers lost in the period",
            sample=counted("involuntary", "churned"),
            checks=(
                no_more(
                    "involuntary",
                    than="churned",
                    broken="More customers were lost to failed payments than were lost at all.",
                ),
            ),
        ),
    ),
    tells=(
        "How much of the churn is failed payments and expired cards rather than a wish to leave: "
        "the part that is easiest to cure."
    ),
    hides=(
        "It is a share of the lost: it falls when more customers leave by choice. "
        "Read it beside churn."
    ),
    advice=(
        "Retry failed payments on several days before closing an account.",
        "Warn people a month before their card expires, with a link to change it.",
        "Leave a few days of grace in which the service goes on.",
    ),
)
