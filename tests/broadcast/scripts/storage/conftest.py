"""The stores of scripts run on both databases."""

from tests.support.each_database import database

__all__ = ["database"]
