"""Runs the checks and the groups of tests, with a real PostgreSQL, Valkey and Chromium."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
TOOLS = Path(PYTHON).parent
sys.path.insert(0, str(ROOT))

CHECKS = {
    "lint": [TOOLS / "ruff", "check", "--quiet", "."],
    "format": [TOOLS / "ruff", "format", "--check", "--quiet", "."],
    "templates": [TOOLS / "djlint", "templates", "--lint", "--quiet"],
    "imports": [TOOLS / "lint-imports", "--no-cache"],
    "types": [TOOLS / "mypy", "."],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}
GROUPS = {
    "unit": ["-m", "not services and not browser", "-n", "2"],
    "services": ["-m", "services"],
    "browser": ["-m", "browser"],
}
NO_TESTS = 5


def main() -> None:
    """Check, test group by group, then print the sum as the last line."""
    options, extra = read_options()
    os.chdir(ROOT)
    parts = options.groups or ["lint", *GROUPS]
    failed = [name for name in CHECKS if "lint" in parts and not extra and not check(name)]
    totals: Counter[str] = Counter()
    groups = [name for name in GROUPS if name in parts]
    with ExitStack() as stack:
        ready = [name for name in groups if provide(name, stack, is_required=options.require_all)]
        for name in ready:
            totals += run_group(name, extra)
    skipped_groups = len(groups) - len(ready)
    totals["failed"] += len(failed)
    if failed:
        sys.stdout.write(f"\nNot clean: {', '.join(failed)}\n")
    sys.stdout.write(
        f"\n{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped\n"
    )
    is_unmet = options.require_all and skipped_groups
    raise SystemExit(bool(totals["failed"] or is_unmet or (groups and not totals["passed"])))


def read_options() -> tuple[argparse.Namespace, list[str]]:
    """Read the groups; everything that is not ours goes to pytest."""
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="lint|unit|services|browser")
    parser.add_argument(
        "--require-all", action="store_true", help="a group that cannot run is a failure"
    )
    words = sys.argv[1:]
    count = next((i for i, word in enumerate(words) if word not in {"lint", *GROUPS}), len(words))
    rest = [word for word in words[count:] if word != "--require-all"]
    ours = words[:count] + (["--require-all"] if "--require-all" in words else [])
    if "--help" in rest or "-h" in rest:
        parser.print_help()
        raise SystemExit
    return parser.parse_args(ours), rest


def check(name: str) -> bool:
    """Run one of the static checks; its output is shown when it finds something."""
    run = subprocess.run(CHECKS[name], check=False, capture_output=True, text=True)  # type: ignore[call-overload]
    sys.stdout.write(f"{name}: {'ok' if run.returncode == 0 else 'FOUND SOMETHING'}\n")
    if run.returncode:
        sys.stdout.write(run.stdout[-8000:] + run.stderr[-4000:])
    sys.stdout.flush()
    return run.returncode == 0


def provide(group: str, stack: ExitStack, *, is_required: bool) -> bool:
    """Start or install what a group needs; says loudly what cannot be tested without it."""
    from config.servers import ServerMissingError

    try:
        if group == "services":
            provide_postgres(stack)
        if group == "browser":
            provide_chromium()
    except ServerMissingError as missing:
        verdict = "FAILED" if is_required else "SKIPPED"
        sys.stdout.write(
            f"\n!!! {group} tests {verdict}: nothing of that group was tested. {missing}\n"
        )
        return False
    return True


def provide_postgres(stack: ExitStack) -> None:
    """Use the given PostgreSQL, else an installed one, else install it."""
    from config.servers import ServerMissingError, postgres

    if os.environ.get("TEST_DATABASE_URL"):
        return
    fast = ("fsync=off", "max_connections=60")
    try:
        url = stack.enter_context(postgres(*fast))
    except ServerMissingError:
        apt_install("postgresql")
        url = stack.enter_context(postgres(*fast))
    os.environ["TEST_DATABASE_URL"] = url


def provide_chromium() -> None:
    """Find a Chromium, else install Debian's with a Chinese font."""
    from config.servers import ServerMissingError

    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        apt_install("chromium", "fonts-wqy-microhei")
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        raise ServerMissingError("Chromium was not found. Try: apt-get install chromium")


def apt_install(*packages: str) -> None:
    """Install Debian packages when this is root on such a system."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stdout.write(f"Installing {' '.join(packages)} …\n")
    sys.stdout.flush()
    for command in (["update"], ["install", "-y", *packages]):
        subprocess.run(["apt-get", "-qq", *command], stdout=subprocess.DEVNULL, check=False)


def run_group(name: str, extra: list[str]) -> Counter[str]:
    """Run one group with pytest and count its outcomes from the report it writes."""
    environment = dict(os.environ)
    if name == "services":
        environment["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    sys.stdout.write(f"\n=== {name} ===\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [PYTHON, "-m", "pytest", "-q", f"--junit-xml={report}", *GROUPS[name], *extra]
        code = subprocess.run(command, check=False, env=environment).returncode
        return count(report) if report.exists() else Counter(failed=int(code != NO_TESTS))


def count(report: Path) -> Counter[str]:
    """Passed, failed and skipped tests of a JUnit report (written by our own pytest run)."""
    totals: Counter[str] = Counter()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        broken = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        totals["failed"] += broken
        totals["skipped"] += skipped
        totals["passed"] += int(suite.get("tests", 0)) - broken - skipped
    return totals


if __name__ == "__main__":
    main()
