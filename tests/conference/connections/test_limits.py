"""Limits of connections, and the relations between them that their reasons name."""

from conference.connections import limits
from conference.connections.limits import ConnectionLimits


def test_idle_limit_is_longer_behind_our_proxies() -> None:
    assert ConnectionLimits().idle_s == limits.IDLE_S
    assert ConnectionLimits(proxies=1).idle_s == ConnectionLimits(proxies=3).idle_s == limits.IDLE_BEHIND_PROXY_S


def test_proxy_closes_an_idle_connection_before_the_server() -> None:
    envoy_s = 3600.0
    assert ConnectionLimits(proxies=1).idle_s > envoy_s


def test_device_keeps_its_connection_longer_than_a_browser() -> None:
    firefox_s, chrome_s = 115.0, 300.0
    assert limits.IDLE_S < max(firefox_s, chrome_s) < limits.IDLE_DEVICE_S < limits.IDLE_BEHIND_PROXY_S


def test_photo_of_eight_megabytes_arrives_within_the_limits() -> None:
    edge_bytes_s = 8 * 1024 * 1024 / limits.BODY_S
    assert limits.MIN_RATE < edge_bytes_s < 14_500


def test_one_network_cannot_fill_the_table() -> None:
    default = ConnectionLimits()
    assert default.most_per_network * 4 <= default.most
    assert default.most_bodies_per_network < default.most_per_network


def test_device_has_room_for_all_connections_of_a_browser() -> None:
    browser_connections = 6
    assert browser_connections < limits.MAX_PER_DEVICE
