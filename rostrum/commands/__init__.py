"""Commands of the program by subject; `rostrum.cli` joins them."""
