"""Pictures of public pages."""
