"""Decoding of uploaded photos within limits of memory and time, in a process of its own."""
