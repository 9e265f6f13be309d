from collections.abc import Iterator

import pytest

from tests.bot.delivery.office import Office


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.store.close()
