"""What the statistics refuse."""

from kpi.errors import KpiError


class SampleError(KpiError, ValueError):
    """A sample no statistic can be computed from; `field` names the argument at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)
