"""One transaction's repositories. Every call names the workspace first."""

from __future__ import annotations

from storage.cases import Cases
from storage.choices import Choices
from storage.deliveries import Deliveries
from storage.drafts import Drafts
from storage.months import Months
from storage.observations import Observations
from storage.occurrences import Occurrences
from storage.people import People
from storage.rebases import Rebases
from storage.requests import Requests
from storage.segments import Segments
from storage.statement import Session
from storage.subscriptions import Subscriptions
from storage.targets import Targets
from storage.workspaces import Workspaces


class Tx:
    """What a piece of work may read and write; valid until the work returns."""

    def __init__(self, session: Session) -> None:
        self.now = session.now
        """When the transaction's work began, by the program's clock."""
        self.cases = Cases(session)
        self.choices = Choices(session)
        self.deliveries = Deliveries(session)
        self.drafts = Drafts(session)
        self.months = Months(session)
        self.observations = Observations(session)
        self.occurrences = Occurrences(session)
        self.people = People(session)
        self.rebases = Rebases(session)
        self.requests = Requests(session)
        self.segments = Segments(session)
        self.subscriptions = Subscriptions(session)
        self.targets = Targets(session)
        self.workspaces = Workspaces(session)
