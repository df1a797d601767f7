"""The process that prepares photos: reads uploads from standard input, writes an answer to each to standard output.

`python -m accreditation.applications.photo_decoding.worker`. Decoders run here and not in the server, so that the
memory they take ends with the process, and a decoder that crashes, or exceeds a limit of memory or processor time,
costs one upload. The process ends when its standard input does, and so with the server.
"""

import math
import os
import resource
import signal
import sys
import warnings

import msgspec
from PIL import JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 - loaded ahead

from accreditation.applications.photo_decoding.frames import (
    Answer,
    Failed,
    Prepared,
    Refused,
    encode_answer,
    read_message,
    write_message,
)
from accreditation.applications.photo_decoding.preparing import prepare_photo
from conference.errors import InvalidError

MEMORY_BYTES = 256 * 1024 * 1024
"""Private memory of the process (RLIMIT_DATA): what the largest accepted image needs, and the upload three times."""

PHOTO_CPU_S = 10
"""Processor time for one upload; the largest accepted ones take about one second."""

_LONGEST_ERROR = 300
"""Maximum characters of an unexpected exception in the answer."""

NICENESS = 10
"""Added to the process's nice value, so that the server, which answers the doors, gets processor time first."""


def main() -> None:
    """Answer uploads until standard input ends."""
    os.nice(NICENESS)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # no traceback when the server has ended meanwhile
    warnings.simplefilter("ignore")  # of Pillow, about hostile files
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_DATA, MEMORY_BYTES)
    while (upload := read_message(sys.stdin.buffer)) is not None:
        _allow_cpu_time()
        write_message(sys.stdout.buffer, encode_answer(_answer_to(upload)))
        del upload


def _allow_cpu_time() -> None:
    """Allow `PHOTO_CPU_S` more seconds of processor time; the kernel then ends the process with SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + PHOTO_CPU_S)


def _set_limit(kind: int, value: int) -> None:
    """Set a limit of the process, where the machine does not set a lower one."""
    _, most = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if most == resource.RLIM_INFINITY else min(value, most), most))


def _answer_to(upload: bytes) -> Answer:
    try:
        return Prepared(prepare_photo(upload))
    except InvalidError as error:
        return Refused(error.code, msgspec.convert(dict(error.params), dict[str, int]))
    except Exception as error:  # decoders raise anything for a hostile file; the next upload must still be answered
        return Failed(repr(error)[:_LONGEST_ERROR])


if __name__ == "__main__":
    main()
