"""Error in an event's folder."""


class EventDataError(ValueError):
    """The event's data cannot be used; the message names the file, the key and the problem."""

    code = "event_data"

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem
