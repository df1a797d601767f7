"""Alerts by the Common Alerting Protocol: what an alert is, and its files."""
