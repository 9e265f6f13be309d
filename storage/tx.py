"""One transaction's repositories. Every call names the workspace first."""

from __future__ import annotations

from storage.absences import Absences
from storage.asked import AskedRepository
from storage.aways import Aways
from storage.begun_installations import BegunInstallations
from storage.cases import Cases
from storage.choices import Choices
from storage.collections import Collections
from storage.deliveries import Deliveries
from storage.departures import Departures
from storage.drafts import Drafts
from storage.erasure import Erasures
from storage.escalations import Escalations
from storage.feedback import Feedback
from storage.installations import Installations
from storage.jobs import Jobs
from storage.memberships import Memberships
from storage.months import Months
from storage.observations import Observations
from storage.occurrences import Occurrences
from storage.pace import Paces
from storage.people import People
from storage.rebases import Rebases
from storage.redaction import Redactions
from storage.requests import Requests
from storage.segments import Segments
from storage.statement import Session
from storage.subscriptions import Subscriptions
from storage.targets import Targets
from storage.vitals import Vitals
from storage.workspace_copy import WorkspaceCopies
from storage.workspaces import Workspaces


class Tx:
    """What a piece of work may read and write; valid until the work returns."""

    def __init__(self, session: Session) -> None:
        self.now = session.now
        """When the transaction's work began, by the program's clock."""
        self.absences = Absences(session)
        self.asked = AskedRepository(session)
        self.aways = Aways(session)
        self.begun_installations = BegunInstallations(session)
        self.cases = Cases(session)
        self.choices = Choices(session)
        self.collections = Collections(session)
        self.deliveries = Deliveries(session)
        self.departures = Departures(session)
        self.drafts = Drafts(session)
        self.erasures = Erasures(session)
        self.feedback = Feedback(session)
        self.escalations = Escalations(session)
        self.installations = Installations(session)
        self.jobs = Jobs(session)
        self.memberships = Memberships(session)
        self.months = Months(session)
        self.observations = Observations(session)
        self.occurrences = Occurrences(session)
        self.paces = Paces(session)
        self.people = People(session)
        self.rebases = Rebases(session)
        self.redactions = Redactions(session)
        self.requests = Requests(session)
        self.segments = Segments(session)
        self.subscriptions = Subscriptions(session)
        self.targets = Targets(session)
        self.vitals = Vitals(session)
        self.workspace_copies = WorkspaceCopies(session)
        self.workspaces = Workspaces(session)
