"""Scripts as PDF."""
