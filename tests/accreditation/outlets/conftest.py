"""Fixtures of outlets and crews."""

from tests.support.crew_desk import crew_desk, outlet_services

__all__ = ["crew_desk", "outlet_services"]
