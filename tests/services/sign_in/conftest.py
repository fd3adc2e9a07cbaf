"""One real provider for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.openid.provider import OpenIdProvider, open_id_provider


@pytest.fixture(scope="package")
def idp() -> Iterator[OpenIdProvider]:
    with open_id_provider() as running:
        yield running
