"""TCP connections of one process before and beside the feed: deadlines, least rates, limits per network, shedding."""
