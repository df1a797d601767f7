"""Rules of single parts of an event. `conference.event.check` applies all of them."""
