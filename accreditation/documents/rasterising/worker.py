"""The process that makes pictures of one document: a job from standard input, the answer to standard output.

`python -m accreditation.documents.rasterising.worker`. Decoders of PDF and images run here and not in the server, with
limits of memory and processor time, and each document has a process of its own.
"""

import os
import resource
import signal
import sys
import warnings

from accreditation.applications.photo_decoding.frames import read_message, write_message
from accreditation.documents.rasterising.drawing import draw_document
from accreditation.documents.rasterising.frames import Answer, Drawn, Failed, Refused, decode_job, encode_message
from conference.errors import InvalidError

MEMORY_BYTES = 512 * 1024 * 1024
"""Private memory of the process (RLIMIT_DATA): the file three times, the largest image, and all pictures."""

CPU_S = 40
"""Processor time for one document; 50 scanned pages take about 15 seconds."""

NICENESS = 10
"""Added to the process's nice value, so that the server gets processor time first."""

_LONGEST_ERROR = 300
"""Maximum characters of an unexpected exception in the answer."""


def main() -> None:
    """Answer one job."""
    os.nice(NICENESS)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # no traceback when the server has ended meanwhile
    warnings.simplefilter("ignore")
    for kind, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_DATA, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        _set_limit(kind, value)
    message = read_message(sys.stdin.buffer)
    if message is not None:
        write_message(sys.stdout.buffer, encode_message(answer_job(message)))


def answer_job(message: bytes) -> Answer:
    """Return the answer to a job. No exception leaves it: decoders raise anything for a hostile file."""
    try:
        drawn = draw_document(decode_job(message))
        return Drawn(drawn.media, drawn.pages)
    except InvalidError as error:
        return Refused(
            error.code, {name: value for name, value in error.params.items() if isinstance(value, int | str)}
        )
    except Exception as error:
        return Failed(repr(error)[:_LONGEST_ERROR])


def _set_limit(kind: int, value: int) -> None:
    """Set a limit of the process, where the machine does not set a lower one."""
    _, most = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if most == resource.RLIM_INFINITY else min(value, most), most))


if __name__ == "__main__":
    main()
