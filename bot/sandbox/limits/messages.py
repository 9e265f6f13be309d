"""What Slack refuses in a message."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.limits.blocks import MESSAGE
from bot.sandbox.limits.refusal import Refusal
from bot.sandbox.limits.rules import Problem
from bot.sandbox.limits.surfaces import blocks_of, nested

TEXT_LONGEST = 40_000
MARKDOWN_LONGEST = 12_000
METADATA_BYTES = 10_000
_MOST_OF_A_KIND = {"data_visualization": 2, "table": 1}
_BLOCKS = blocks_of(MESSAGE, 50)


def message_refusal(text: Any, blocks: Any, attachments: Any = None) -> Refusal | None:
    """What Slack answers to a message with these parts, or None where it takes it."""
    if text is not None and not isinstance(text, str):
        return Refusal("invalid_arguments", (Problem("must provide a string", "/text"),))
    refused = _blocks_refusal(blocks) or _attachments_refusal(attachments)
    if refused:
        return refused
    if not (text or "").strip() and not blocks and not attachments:
        return Refusal("no_text")
    return Refusal("msg_too_long") if len(text or "") > TEXT_LONGEST else None


def chart_refusal(blocks: Any) -> Refusal | None:
    """What a Slack without charts answers to a message, otherwise taken, that has one."""
    if any(block["type"] == "data_visualization" for block in nested(blocks or [])):
        return Refusal(
            "invalid_blocks", (Problem("unsupported type: data_visualization", "/blocks"),)
        )
    return None


def metadata_refusal(metadata: Any) -> Refusal | None:
    """What Slack answers to message metadata; an empty object removes it and is fine."""
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        return Refusal("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        return Refusal("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        return Refusal("invalid_metadata_schema")
    too_large = len(json.dumps(metadata).encode()) > METADATA_BYTES
    return Refusal("metadata_too_large") if too_large else None


def _blocks_refusal(blocks: Any) -> Refusal | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        return Refusal("invalid_blocks_format")
    problems = list(_BLOCKS(blocks, "/blocks")) or list(_totals(blocks))
    if problems:
        return Refusal("invalid_blocks", tuple(problems))
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    return Refusal("msg_blocks_too_long") if written > MARKDOWN_LONGEST else None


def _totals(blocks: list[Any]) -> Iterator[Problem]:
    for kind, most in _MOST_OF_A_KIND.items():
        if sum(block["type"] == kind for block in nested(blocks)) > most:
            yield Problem(f"no more than {most} {kind} blocks allowed", "/blocks")


def _attachments_refusal(attachments: Any) -> Refusal | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        return Refusal("invalid_attachments")
    if len(attachments) > 100:
        return Refusal("too_many_attachments")
    found = (_blocks_refusal(attachment.get("blocks")) for attachment in attachments)
    return next((refused for refused in found if refused), None)
