"""Where the benchmarks come from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kpi.model import Source

_NO_SAMPLE = "the article publishes no sample behind its numbers"

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.key: source
        for source in (
            Source(
                key="smb_2020",
                title="Customer success metrics: 5 KPIs to watch",
                year=2020,
                doubt=f"{_NO_SAMPLE}, and most of its bars name no period",
            ),
            Source(
                key="cx_2021",
                title="Which CX KPIs marketers should watch",
                year=2021,
                doubt=_NO_SAMPLE,
            ),
            Source(
                key="saas_2021",
                title="10 customer success metrics every SaaS business should track",
                year=2021,
                doubt=f"{_NO_SAMPLE}, and it quotes others at second hand",
            ),
            Source(
                key="engagement_2024",
                title="18 customer engagement metrics to benchmark",
                year=2024,
                doubt=_NO_SAMPLE,
            ),
            Source(
                key="bain",
                title="NPS bands attributed to Bain & Company",
                year=None,
                doubt="quoted by others, without a publication to point at",
            ),
            Source(
                key="vendor",
                title="public pages of software vendors",
                year=None,
                doubt="written to sell, and without a published sample",
            ),
            Source(
                key="derived",
                title="our own rule: the sign of the number",
                year=None,
                doubt="no article stands behind it",
            ),
        )
    }
)
"""Every benchmark set, by its key."""
