from collections.abc import Iterator

import pytest

from tests.bot.desk.desk import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()
