"""Paired screens: their identity, their place and what they show; requests of new ones, and their acts."""
