"""Validates app_manifest.yaml against Slack's published manifest schema, where that is at hand.

Usage: python checks/manifest_schema.py SCHEMA.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator

from bot.manifest import read_manifest


def main(schema: Path) -> int:
    """The number of errors, each printed with its place."""
    validator = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    errors = list(validator.iter_errors(read_manifest()))
    for error in errors:
        print(f"app_manifest.yaml {error.json_path}: {error.message}")
    print(f"app_manifest.yaml: {len(errors)} errors against {schema.name}")
    return len(errors)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
