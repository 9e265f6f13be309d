"""What whoever records a KPI without seeing it is told: that it was stored, and nothing else."""

from __future__ import annotations

from bot.desk.access import may_see
from bot.desk.answers import Answer, Receipt, Recorded, Undone
from bot.desk.asker import Asker
from storage.tx import Tx


def receipt(tx: Tx, asker: Asker, answer: Answer) -> Answer:
    """The answer to a recording or an undoing; a receipt for whoever may not see the figure."""
    if isinstance(answer, Recorded):
        figure = answer.reading
    elif isinstance(answer, Undone):
        figure = answer.taken
    else:
        return answer
    if may_see(tx, asker, figure.kpi.key):
        return answer
    key = figure.observation.key
    return Receipt(
        kpi=figure.kpi,
        period=key.period,
        segment=key.segment,
        number=figure.observation.number,
        taken_back=isinstance(answer, Undone),
    )
