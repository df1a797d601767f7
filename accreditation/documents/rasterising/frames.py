"""Messages between the server and the process that makes pictures of documents, as MessagePack."""

import msgspec

from accreditation.documents.domain.pictures import PreparedPage


class Job(msgspec.Struct, frozen=True):
    """A file, the formats that are accepted, and the number of its pages at most."""

    data: bytes
    types: tuple[str, ...]
    most_pages: int


class Drawn(msgspec.Struct, frozen=True, tag=True):
    """Pictures of all pages of a file of the format `media`."""

    media: str
    pages: tuple[PreparedPage, ...]


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The file was refused: code and parameters of the InvalidError."""

    code: str
    params: dict[str, int | str]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """Drawing the file raised an unexpected exception; its text."""

    error: str


Answer = Drawn | Refused | Failed

_jobs = msgspec.msgpack.Decoder(Job)
_answers = msgspec.msgpack.Decoder(Answer)


def encode_message(message: Job | Answer) -> bytes:
    """Return the content of a message."""
    return msgspec.msgpack.encode(message)


def decode_job(content: bytes) -> Job:
    """Parse a job. Raises msgspec.DecodeError."""
    return _jobs.decode(content)


def decode_answer(content: bytes) -> Answer:
    """Parse an answer. Raises msgspec.DecodeError."""
    answer: Answer = _answers.decode(content)
    return answer
