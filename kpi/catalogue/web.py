"""Web: what visitors of a site, an ad or a post do."""

from __future__ import annotations

from kpi.catalogue._notation import (
    STANDARD,
    E,
    count,
    counted,
    example,
    excellent,
    good,
    information,
    no_more,
    number,
    percent_list,
    watch,
)
from kpi.model import Benchmark, Better, Formula, Kpi, Names, Scaling, Status, Unit
from kpi.period import Cadence

PAGEVIEWS = Kpi(
    key="pageviews",
    name="Pageviews",
    abbreviation="PV",
    names={
        "ko": Names(display="페이지뷰"),
        "zh_Hant": Names(display="瀏覽量"),
    },
    articles=("D",),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    scaling=Scaling.LINEAR,
    formulas=(
        Formula(
            key="count",
            inputs=(count("pageviews", "page views"),),
            expression=E("pageviews"),
            source="D",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="about 1,000 a month for a small business, 10,000 for a large one",
            status=Status.INFORMATION,
            period=Cadence.MONTH,
            industry="small / large business",
            why="it depends on the size of the company",
        ),
    ),
    tells="How much attention the pages of a site get together.",
    hides=(
        "People who cannot find something also open many pages, and programs that crawl the site "
        "may be counted."
    ),
    advice=(
        "Publish on the subjects people already come for.",
        "Link each page to the one a reader needs next.",
        "See which source lost traffic before changing the pages.",
    ),
)

UNIQUE_VISITORS = Kpi(
    key="unique_visitors",
    name="Unique Visitors and New-visitor Share",
    abbreviation="UV",
    aliases=("visitors",),
    names={
        "ko": Names(display="순 방문자 수", accepted=("고유 방문자",)),
        "zh_Hant": Names(display="不重複訪客"),
    },
    articles=("D",),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="count",
            inputs=(count("visitors", "unique visitors", level=True),),
            expression=E("visitors"),
            source="D",
        ),
        Formula(
            key="new_share",
            inputs=(
                count("new", "new visitors", level=True),
                count("visitors", "unique visitors", level=True),
            ),
            expression=E("100 * new / visitors"),
            source="D",
            unit=Unit.PERCENT,
            better=Better.NONE,
            per="of unique visitors",
            checks=(
                no_more(
                    "new",
                    than="visitors",
                    broken="There are more new visitors than visitors.",
                ),
            ),
            names=("新訪客占比", "신규 방문자 비율"),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="10 % of visitors should be new",
            status=Status.INFORMATION,
            note="far below what most sites show",
            why="the figure is doubtful",
        ),
    ),
    tells="How many different people the site reaches, and the balance of new and returning ones.",
    hides=(
        "One person on two devices, or without cookies, counts several times. Days never add up: "
        "someone who comes on three days is one visitor of the week."
    ),
    advice=(
        "If few return, look at engagement before buying more reach.",
        "If few are new, try a channel you have not used yet.",
        "Give people a reason to come back, such as a series or a newsletter.",
    ),
)

PAGES_PER_SESSION = Kpi(
    key="pages_per_session",
    name="Pages per Session",
    names={
        "ko": Names(display="세션당 페이지 수"),
        "zh_Hant": Names(display="單次工作階段頁數"),
    },
    articles=("D",),
    unit=Unit.PAGES,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("pageviews", "page views"),
                count("sessions", "sessions"),
            ),
            expression=E("pageviews / sessions"),
            source="D",
            per="per session",
            checks=(
                no_more(
                    "sessions",
                    than="pageviews",
                    broken="There are more sessions than page views.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="1.7 to 4 is good",
            status=Status.USE,
            bands=(information(gt=4), good(ge="1.7"), watch(lt="1.7")),
        ),
    ),
    default_set="engagement_2024",
    tells="How far people look around in one visit.",
    hides=(
        "A service site may need two pages only, and many pages can mean that something is hard to "
        "find. Look at the page type first."
    ),
    advice=(
        "Put links to the next useful page where readers finish.",
        "Make the search and the menu lead to what people ask for.",
        "Speed up the slowest pages.",
    ),
)

SESSION_DURATION = Kpi(
    key="session_duration",
    name="Average Session Duration",
    names={
        "ko": Names(display="평균 세션 시간"),
        "zh_Hant": Names(display="平均工作階段時間長度"),
    },
    articles=("D",),
    unit=Unit.SECONDS,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                number("seconds", "seconds in all sessions"),
                count("sessions", "sessions"),
            ),
            expression=E("seconds / sessions"),
            source="D",
            per="per session",
        ),
    ),
    tells="How long a visit lasts on average.",
    hides=(
        "Time on the last page is usually unknown, and visits of one page may count as nothing: "
        "say whether they are in. Long visits can also mean confusion."
    ),
    advice=(
        "Match the first screen to what brought people there.",
        "Break long text with headings, pictures and examples.",
        "Look at short visits by source, and stop paying for the worst.",
    ),
)

TIME_ON_PAGE = Kpi(
    key="time_on_page",
    name="Average Time on Page",
    names={
        "ko": Names(display="평균 페이지 체류 시간", accepted=("페이지에 머문 시간",)),
        "zh_Hant": Names(display="平均網頁停留時間"),
    },
    articles=("D",),
    unit=Unit.SECONDS,
    better=Better.NONE,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="views",
            inputs=(
                number("seconds", "seconds on the page"),
                count("pageviews", "page views"),
            ),
            expression=E("seconds / pageviews"),
            source="D",
            per="per page view",
        ),
        Formula(
            key="non_exit_views",
            inputs=(
                number("seconds", "seconds on the page"),
                count("pageviews", "page views"),
                count("exits", "exits"),
            ),
            expression=E("seconds / (pageviews - exits)"),
            source=STANDARD,
            per="per page view that was not the last",
            checks=(
                no_more(
                    "exits",
                    than="pageviews",
                    broken="There are more exits than page views.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="52 seconds is good",
            status=Status.INFORMATION,
            why="whether more is better depends on the page",
        ),
    ),
    tells="How long a page holds its readers.",
    hides=(
        "A high time can mean a good text or an unclear one. The time on the last page of a visit "
        "is unknown, not zero, so counting all views makes it look short."
    ),
    advice=(
        "Decide for each page whether people should read or move on.",
        "Shorten the text where people should act, and put the action first.",
        "On pages to read, test the opening lines.",
    ),
)

BOUNCE_RATE = Kpi(
    key="bounce_rate",
    name="Bounce Rate",
    aliases=("bounce",),
    names={
        "ko": Names(display="이탈률(Bounce)", accepted=("반송률",)),
        "zh_Hant": Names(display="跳出率"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("bounces", "sessions of one page"),
                count("sessions", "sessions"),
            ),
            expression=E("100 * bounces / sessions"),
            source="D",
            per="of sessions",
            sample=counted("bounces", "sessions"),
            checks=(
                no_more(
                    "bounces",
                    than="sessions",
                    broken="There are more bounces than sessions.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="averages lie between 20 and 55 %",
            status=Status.INFORMATION,
            note="a range of averages, neither good nor bad; above 55 % is worse than usual",
            why="a range of averages",
        ),
    ),
    tells="The share of visits that ended on the page they began on: visitor and page did not fit.",
    hides=(
        "On a page that answers the question at once it is no failure. Google Analytics 4 defines "
        "it anew, from engagement, so figures before and after do not compare."
    ),
    advice=(
        "Make the page keep the promise of the ad or the link that leads to it.",
        "Make it load fast on a phone.",
        "Give the next step a clear, clickable place near the top.",
    ),
)

EXIT_RATE = Kpi(
    key="exit_rate",
    name="Exit Rate / Exit Pages",
    aliases=("exit",),
    names={
        "ko": Names(display="종료율", accepted=("종료 페이지",)),
        "zh_Hant": Names(display="離開率"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.LOWER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="standard",
            inputs=(
                count("exits", "exits"),
                count("pageviews", "page views"),
            ),
            expression=E("100 * exits / pageviews"),
            source="D",
            per="of page views",
            sample=counted("exits", "pageviews"),
            checks=(
                no_more(
                    "exits",
                    than="pageviews",
                    broken="There are more exits than page views.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="as low as possible",
            status=Status.INFORMATION,
            why="the source gives no number",
        ),
    ),
    tells="How often a page is the last one of a visit.",
    hides=(
        "Every visit ends somewhere: exits from a thank-you page are fine, exits in the middle of "
        "a checkout are not."
    ),
    advice=(
        "List the pages with the most exits that ought to lead on.",
        "Say plainly on each of them what comes next.",
        "Check forms and payment for errors on every device.",
    ),
)

SCROLL_DEPTH = Kpi(
    key="scroll_depth",
    name="Scroll / Page Depth",
    aliases=("page_depth",),
    names={
        "ko": Names(display="스크롤 또는 페이지 깊이", accepted=("스크롤 깊이",)),
        "zh_Hant": Names(display="捲動深度"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="mean",
            inputs=(percent_list("depths", "scroll depths"),),
            expression=E("mean(depths)"),
            source="D",
            per="of the page, on average",
            checks=(
                no_more(
                    "mean(depths)",
                    than="100",
                    broken="The average depth is beyond the end of the page.",
                ),
            ),
        ),
        Formula(
            key="totals",
            same_as="mean",
            inputs=(
                number("depth_sum", "sum of scroll depths in percent"),
                count("pageviews", "page views"),
            ),
            expression=E("depth_sum / pageviews"),
            source="D",
            per="of the page, on average",
            checks=(
                no_more(
                    "depth_sum",
                    than="100 * pageviews",
                    broken="The average depth is beyond the end of the page.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="at least 50 %, depending on the page type",
            status=Status.USE,
            bands=(good(ge=50), watch(lt=50)),
        ),
    ),
    default_set="engagement_2024",
    tells="How far down people read a page.",
    hides=(
        "A page with its call to action at the top needs no scroll, and fast scrolling is not "
        "reading. Some tools use the name for pages per visit."
    ),
    advice=(
        "Move what matters most above the point where half of the readers stop.",
        "Shorten the page, or split it.",
        "Show early that there is more below.",
    ),
)

CTR = Kpi(
    key="ctr",
    name="Click-through Rate",
    abbreviation="CTR",
    aliases=("click_through",),
    names={
        "ko": Names(display="클릭률"),
        "zh_Hant": Names(display="點閱率", accepted=("點擊率",)),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        Formula(
            key="impressions",
            inputs=(
                count("clicks", "clicks"),
                count("impressions", "impressions"),
            ),
            expression=E("100 * clicks / impressions"),
            source="D",
            per="of impressions",
            sample=counted("clicks", "impressions"),
            checks=(
                no_more(
                    "clicks",
                    than="impressions",
                    broken="There are more clicks than impressions: count each person once.",
                ),
            ),
        ),
        Formula(
            key="click_to_open",
            inputs=(
                count("clicks", "clicks"),
                count("opens", "opens"),
            ),
            expression=E("100 * clicks / opens"),
            source="D",
            per="of opened messages",
            sample=counted("clicks", "opens"),
            checks=(
                no_more(
                    "clicks",
                    than="opens",
                    broken="There are more clicks than opened messages: count each person once.",
                ),
            ),
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="6 to 7 % of impressions is high",
            status=Status.USE,
            bands=(good(ge=6), information(lt=6)),
            formulas=("impressions",),
            note="depends on the platform; it says nothing about clicks per opened message",
        ),
    ),
    default_set="engagement_2024",
    tells="How often a message leads to a click: from seeing to acting.",
    hides=(
        "It depends on the platform and the place, and a click is not a sale. Clicks per "
        "impression and per opened message do not compare."
    ),
    advice=(
        "Test the offer first, then the wording, one at a time.",
        "Narrow the audience to people who have shown interest.",
        "Keep to one clear action in each message.",
    ),
    examples=(
        example("click_to_open", {"clicks": "50", "opens": "200"}, exact="25", printed="25 %"),
    ),
)

SOCIAL_ENGAGEMENT = Kpi(
    key="social_engagement",
    name="Social Media Engagement Rate",
    abbreviation="ER",
    aliases=("engagement_rate",),
    names={
        "ko": Names(display="소셜 미디어 참여", accepted=("참여율",)),
        "zh_Hant": Names(display="社群互動率"),
    },
    articles=("D",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(
        # One person may like, save and comment: this may exceed 100 %, and has no interval.
        Formula(
            key="by_impressions",
            inputs=(
                count("engagements", "engagements"),
                count("impressions", "impressions"),
            ),
            expression=E("100 * engagements / impressions"),
            source="D",
            per="of impressions",
        ),
    ),
    benchmarks=(
        Benchmark(
            set="engagement_2024",
            rule="1 to 5 %, depending on the platform",
            status=Status.USE,
            bands=(excellent(gt=5), good(ge=1), watch(lt=1)),
        ),
    ),
    default_set="engagement_2024",
    tells="How much people do with a post. Likes are good; saves, shares and comments mean more.",
    hides=(
        "Six denominators are in use elsewhere, so compare only with figures per impression. Angry "
        "comments count like friendly ones."
    ),
    advice=(
        "Post what people can answer: a question, a choice, an example to try.",
        "Reply to comments within the day.",
        "Repeat the form of the posts that were saved and shared most.",
    ),
)
