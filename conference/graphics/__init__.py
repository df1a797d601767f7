"""Colours and image files, without decoders."""
