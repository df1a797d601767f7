"""Exports: tables and photos that staff take out, made while they are downloaded."""
