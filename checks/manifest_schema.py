"""Validates the manifests against Slack's published manifest schema, where that is at hand.

Usage: python checks/manifest_schema.py SCHEMA.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator

from bot.manifest import read_manifest, with_steps


def main(schema: Path) -> int:
    """The number of errors, each printed with its place."""
    validator = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    shipped = read_manifest()
    found = 0
    for name, manifest in {"app_manifest.yaml": shipped, "--steps": with_steps(shipped)}.items():
        errors = list(validator.iter_errors(manifest))
        for error in errors:
            print(f"{name} {error.json_path}: {error.message}")
        print(f"{name}: {len(errors)} errors against {schema.name}")
        found += len(errors)
    return found


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
