"""One transaction's repositories. Every call names the workspace first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from storage.absences import Absences
from storage.asked import AskedRepository
from storage.aways import Aways
from storage.begun_installations import BegunInstallations
from storage.cases import Cases
from storage.channels import Channels
from storage.choices import Choices
from storage.collections import Collections
from storage.deliveries import Deliveries
from storage.departures import Departures
from storage.drafts import Drafts
from storage.erasure import Erasures
from storage.escalations import Escalations
from storage.feedback import Feedback
from storage.homes import Homes
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

R = TypeVar("R")


class _Of(Generic[R]):
    """A repository of the transaction, made when it is first used: few works need many."""

    def __init__(self, repository: Callable[[Session], R]) -> None:
        self._repository = repository

    def __set_name__(self, _owner: type[Tx], name: str) -> None:
        self._name = name

    def __get__(self, tx: Tx, _owner: type[Tx]) -> R:
        made = vars(tx)[self._name] = self._repository(tx.session)
        return made


class Tx:
    """What a piece of work may read and write; valid until the work returns."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = session.now
        """When the transaction's work began, by the program's clock."""

    absences = _Of(Absences)
    asked = _Of(AskedRepository)
    aways = _Of(Aways)
    begun_installations = _Of(BegunInstallations)
    cases = _Of(Cases)
    channels = _Of(Channels)
    choices = _Of(Choices)
    collections = _Of(Collections)
    deliveries = _Of(Deliveries)
    departures = _Of(Departures)
    drafts = _Of(Drafts)
    erasures = _Of(Erasures)
    feedback = _Of(Feedback)
    escalations = _Of(Escalations)
    homes = _Of(Homes)
    installations = _Of(Installations)
    jobs = _Of(Jobs)
    memberships = _Of(Memberships)
    months = _Of(Months)
    observations = _Of(Observations)
    occurrences = _Of(Occurrences)
    paces = _Of(Paces)
    people = _Of(People)
    rebases = _Of(Rebases)
    redactions = _Of(Redactions)
    requests = _Of(Requests)
    segments = _Of(Segments)
    subscriptions = _Of(Subscriptions)
    targets = _Of(Targets)
    vitals = _Of(Vitals)
    workspace_copies = _Of(WorkspaceCopies)
    workspaces = _Of(Workspaces)
