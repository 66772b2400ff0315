"""Where a request comes from, as far as proxies can be believed."""

from typing import Any

import pytest
from django.test import RequestFactory

from backend.common.network import network_of

NETWORKS = {
    "192.0.2.7": "192.0.2.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::1%eth0": "2001:db8:1:2::/64",
    "::ffff:192.0.2.7": "192.0.2.7",
    "": "unknown",
    "a socket": "unknown",
}


def asked(proxies: int, settings: Any, forwarded: str | None, remote: str = "10.0.0.1") -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return network_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


@pytest.mark.parametrize(("address", "network"), NETWORKS.items())
def test_a_household_is_one_network(address: str, network: str, settings: Any):
    assert asked(0, settings, None, address) == network


def test_without_a_proxy_nobody_says_where_they_come_from(settings: Any):
    assert asked(0, settings, "192.0.2.9") == "10.0.0.1"


def test_behind_proxies_the_last_that_is_ours_says_it(settings: Any):
    assert asked(1, settings, "203.0.113.5, 192.0.2.9") == "192.0.2.9"
    assert asked(2, settings, "203.0.113.5, 192.0.2.9") == "203.0.113.5"
    assert asked(2, settings, "192.0.2.9") == "10.0.0.1"
