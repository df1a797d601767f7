"""Installation of the record of proceedings."""

from aiohttp import web

from broadcast.record import web as pages
from rostrum.parts.sessions.record import install_record
from rostrum.runtime import Runtime


async def test_record_reads_the_database_of_the_runtime(runtime: Runtime) -> None:
    app = web.Application()
    install_record(app, runtime)
    assert app[pages.RECORD].transactions is runtime.transactions
