"""The two pages somebody who installs the app may see."""

from __future__ import annotations

from html import escape

from bot.installing.flow import NotInstalledNow
from kpi.language import phrase, said, spoken
from storage.records import Installation

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem }}
body {{ margin: 12vh auto; padding: 0 1rem }}
code {{ font-size: 1rem; border: 1px solid; border-radius: .3rem; padding: .1rem .35rem }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_FIRST = phrase(
    "In any channel, type <code>/nps 1700 350 150</code>: 1,700 promoters, 350 passives and 150 "
    "detractors. The answer is for you alone."
)
_FIRST_IN_ORGANISATION = phrase(
    "In any of its workspaces, type <code>/nps 1700 350 150</code>: 1,700 promoters, 350 passives "
    "and 150 detractors. The answer is for you alone."
)


def installed(installation: Installation) -> str:
    """What to type first."""
    place = escape(installation.name or installation.team)
    first = _FIRST_IN_ORGANISATION if installation.organisation else _FIRST
    return _page(
        said("KPI Bot is installed in {place}", place=place),
        said(first),
        said(
            "For a weekly digest, invite the bot into a channel with <code>/invite @KPI Bot</code> "
            "and type <code>/kpi digest weekly mon 09:00 nps churn</code>."
        ),
        said("<code>/kpi help</code> shows the rest."),
    )


def refused(refusal: NotInstalledNow) -> str:
    """Why it went no further, and what one can do."""
    what = said(refusal.what, error=refusal.error)
    return _page(said("KPI Bot is not installed"), escape(what), escape(said(refusal.remedy)))


def _page(title: str, *paragraphs: str) -> str:
    """A page of paragraphs of HTML; what people typed has been escaped in them."""
    lang = spoken().code.replace("_", "-")
    return _PAGE.format(
        lang=lang, title=title, body="\n".join(f"<p>{one}</p>" for one in paragraphs)
    )
