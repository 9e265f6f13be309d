"""Inputs of the guide on Home, and what stands in them when a button is pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import slackblocks
from msgspec.structs import replace

from bot.desk.plan import MOST_KPIS, Plan
from bot.views.blocks import Field
from bot.views.families import family_title
from bot.views.form_fields import option
from bot.views.naming import full_name, short_name
from kpi import Kpi, catalogue
from kpi.dates import WEEKDAYS
from kpi.language import said

ADD = "guide.add"
"""A KPI chosen in the menu of those that are not proposed: told at once."""

_KPIS, _OWNER, _CHANNEL, _DAY, _TIME = (
    "guide.kpis",
    "guide.owner.",
    "guide.channel",
    "guide.day",
    "guide.time",
)


def kpi_boxes(plan: Plan) -> Field:
    """The KPIs that can be ticked."""
    options = {key: option(full_name(catalogue.get(key)), key) for key in plan.offered}
    ticked = [options[key] for key in plan.kpis]
    return Field(
        block=f"{_KPIS}.{_version(plan)}",
        label=said("Which KPIs do you want to follow?"),
        element=slackblocks.CheckboxGroup(
            action_id=_KPIS, options=list(options.values()), initial_options=ticked or None
        ),
        hint=said("Three to five are enough to begin with. You can change them at any time."),
    )


def another_kpi(plan: Plan) -> Field | None:
    """A menu of every other KPI, by family; None where no more have room."""
    if len(plan.offered) >= MOST_KPIS:
        return None
    groups = [
        slackblocks.OptionGroup(label=family_title(family), options=list(_options(members, plan)))
        for family, members in catalogue.families().items()
        if any(kpi.key not in plan.offered for kpi in members)
    ]
    return Field(
        block=f"{ADD}.{_version(plan)}",
        label=said("Another KPI"),
        element=slackblocks.StaticSelectMenu(
            action_id=ADD, option_groups=groups, placeholder=said("Choose a KPI to add")
        ),
        optional=True,
        dispatch=True,
    )


def _options(members: Iterable[Kpi], plan: Plan) -> Iterable[slackblocks.Option]:
    for kpi in members:
        if kpi.key not in plan.offered:
            yield option(full_name(kpi), kpi.key)


def _version(plan: Plan) -> str:
    """Slack keeps what an input of the same name holds, but these hold something else now."""
    return f"{plan.business or 'any'}.{len(plan.offered)}"


def owner_picker(kpi: Kpi, user: str) -> Field:
    """Who owns a KPI."""
    return Field(
        block=f"{_OWNER}{kpi.key}",
        label=said("Who owns {kpi}?", kpi=short_name(kpi)),
        element=slackblocks.UserSelectMenu(action_id=f"{_OWNER}{kpi.key}", initial_user=user),
    )


def channel_picker(plan: Plan) -> Field:
    """Where the digest goes: channels only."""
    return Field(
        block=_CHANNEL,
        label=said("In which channel?"),
        element=slackblocks.ConversationSelectMenu(
            action_id=_CHANNEL,
            initial_conversation=plan.channel or None,
            filter=slackblocks.ConversationFilter(include=["public", "private"]),
            placeholder=said("Choose a channel"),
        ),
    )


def day_menu(plan: Plan) -> Field:
    """On which day of the week it goes out."""
    options = [option(said(day), str(at)) for at, day in enumerate(WEEKDAYS)]
    return Field(
        block=_DAY,
        label=said("On which day?"),
        element=slackblocks.StaticSelectMenu(
            action_id=_DAY, options=options, initial_option=options[plan.day]
        ),
    )


def time_picker(plan: Plan, zone: str) -> Field:
    """At what time it goes out; `zone` is the reader's, an IANA name."""
    return Field(
        block=_TIME,
        label=said("At what time?"),
        element=slackblocks.TimePicker(
            action_id=_TIME, initial_time=f"{plan.hour:02}:{plan.minute:02}"
        ),
        hint=said("On the clocks of {zone}, your time zone.", zone=zone),
    )


def entered(plan: Plan, values: Mapping[str, Mapping[str, Any]]) -> Plan:
    """The plan with what stands in the inputs: `view.state.values` of a press.

    Raises:
        LookupError, TypeError, ValueError: no input of ours holds that.
    """
    held = {action: state for block in values.values() for action, state in block.items()}
    if _KPIS in held:
        ticked = {one["value"] for one in held[_KPIS]["selected_options"]}
        plan = replace(plan, kpis=tuple(key for key in plan.offered if key in ticked))
    owners = {
        action.removeprefix(_OWNER): str(state["selected_user"])
        for action, state in held.items()
        if action.startswith(_OWNER) and state["selected_user"]
    }
    plan = replace(plan, owners={**plan.owners, **owners})
    if _CHANNEL in held:
        plan = replace(plan, channel=str(held[_CHANNEL]["selected_conversation"] or ""))
    if _DAY in held and held[_DAY]["selected_option"]:
        plan = replace(plan, day=int(held[_DAY]["selected_option"]["value"]))
    if _TIME in held and held[_TIME]["selected_time"]:
        hour, minute = held[_TIME]["selected_time"].split(":")
        plan = replace(plan, hour=int(hour), minute=int(minute))
    return plan
