"""Prepares the demo world, then runs web, worker, trainer, beat and Valkey until Ctrl-C."""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PYTHON = sys.executable
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Check, prepare, run."""
    options = read_options()
    os.chdir(ROOT)
    set_environment(options.port)
    refuse_taken_port(options.port)
    if options.reset:
        reset()
    from config.servers import valkey

    with valkey(Path(os.environ["REDIS_URL"].removeprefix("unix://"))):
        prepare()
        announce(options.port)
        code = run_processes(options.port)
    raise SystemExit(code)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="port of the site (8000)")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    return parser.parse_args()


def set_environment(port: int) -> None:
    """Run like production, but over plain HTTP and with a generated secret."""
    from config.env import default_socket, local_secret_key

    ours = {
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": local_secret_key(),
        "REDIS_URL": f"unix://{default_socket()}",
        "CSRF_TRUSTED_ORIGINS": f"http://localhost:{port},http://127.0.0.1:{port}",
        "EMAIL_URL": f"filemail:///{VAR / 'mail'}",
        # More threads than one fight each other on small machines (see docs/operators.md).
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    for name, value in ours.items():
        os.environ.setdefault(name, value)


def refuse_taken_port(port: int) -> None:
    """Stop before any work when the port is not free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            stop(f"Port {port} cannot be used: {error}.", f"bin/demo --port {port % 60000 + 1}")


def reset() -> None:
    """Remove the demo's database, models, media and spool."""
    for name in ("artefacts", "media", "spool", "mail"):
        shutil.rmtree(VAR / name, ignore_errors=True)
    for file in VAR.glob("homeroom.sqlite3*"):
        file.unlink()


def prepare() -> None:
    """Bring database, static files, demo world, models and pages up to date."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    collect_static()
    from courses.demo.build import is_built
    from courses.films import FOLDER, SCENES
    from recommendations.models import Version

    if not is_built():
        step("Demo world", "demo_world")
    if len(list((VAR / "media" / FOLDER).glob("*.webm"))) < len(SCENES):
        step("Films", "make_films")
    if not Version.objects.filter(status="live").exists():
        step("Training", "retrain")
        step("Readiness", "fit_readiness")
        step("Reviews", "weigh_reviews")
        step("Texts", "encode_courses")
        step("Pages", "refresh_pages")


def collect_static() -> None:
    """Collect static files when the locks or the files changed since the last time."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted((ROOT / "static").rglob("*")):
        digest.update(f"{file} {file.stat().st_mtime_ns}".encode())
    stamp = VAR / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    step("Static files", "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stamp.write_text(digest.hexdigest())


def step(label: str, *command: str) -> None:
    """Run a management command, its progress shown, and stop the demo when it fails."""
    started = time.monotonic()
    sys.stdout.write(f"{label} …\n")
    sys.stdout.flush()
    code = subprocess.run([PYTHON, "manage.py", *command], check=False).returncode
    if code:
        again = "Mend what the lines above say, then run bin/demo again (--reset starts afresh)."
        stop(f"{label}: failed (manage.py {' '.join(command)}).", again)
    sys.stdout.write(f"{label}: {time.monotonic() - started:.1f} s\n")


def announce(port: int) -> None:
    """Say where the site is and who can sign in."""
    from courses.demo.people import sign_in_lines

    sys.stdout.write(f"\n{sign_in_lines()}\n")
    sys.stdout.write(f"\n  Homeroom is at http://localhost:{port}/   (Ctrl-C stops everything)\n\n")
    sys.stdout.flush()


def run_processes(port: int) -> int:
    """Run the processes of platform/deploy/Procfile together; returns their exit code."""
    from honcho.environ import parse_procfile
    from honcho.manager import Manager

    procfile = parse_procfile((ROOT / "platform" / "deploy" / "Procfile").read_text())
    environment = os.environ | {
        "PORT": str(port),
        "PATH": f"{Path(PYTHON).parent}:{os.environ['PATH']}",
    }
    manager = Manager()
    for name, command in procfile.processes.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT))
    manager.loop()
    return manager.returncode or 0


def stop(what: str, remedy: str) -> None:
    """End with what happened and what to do."""
    raise SystemExit(f"\n{what}\n  → {remedy}")


if __name__ == "__main__":
    main()
