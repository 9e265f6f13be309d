"""The workspace the demo begins with."""

import json
from datetime import UTC, datetime

from bot.demo.clock import DemoClock
from bot.demo.session import running

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


def test_home_names_the_digest_of_the_channel_one_is_in() -> None:
    with running(DemoClock(lambda: NOW)) as (slack, program):
        slack.person("kim").open_home()
        program.settle()
        home = slack.person("kim").home
        assert home is not None
        channel = slack.workspace.channel_id("cs-team")
        assert f"*<#{channel}>* · " in json.dumps(home.blocks, ensure_ascii=False)
