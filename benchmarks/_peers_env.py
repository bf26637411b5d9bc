"""The environments that hold other libraries: made when first asked for, never the project's own.

`classic` has implicit, irspack and LensKit; `neural` has RecBole and RecTools, which want an older
numpy. `python_of("classic")` is all that a benchmark needs: it runs a script of its own with it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

Environment = Literal["classic", "neural"]
ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench-peers"
LISTS = Path(__file__).with_name("peers")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def python_of(name: Environment) -> Path:
    """The interpreter of an environment, installed anew after any change of its list."""
    home, wanted = HOME / name, LISTS / f"{name}.txt"
    stamp = home / "installed.txt"
    python = home / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return python
    print(f"installing the peers of benchmarks/peers/{name}.txt …", file=sys.stderr, flush=True)
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    log = home / "install.log"
    with log.open("w") as output:
        done = subprocess.run(
            [str(python), *PIP, "-r", str(wanted)], stdout=output, stderr=output, check=False
        )
    if done.returncode:
        raise SystemExit(f"The peers could not be installed: {log.relative_to(ROOT)} says why.")
    shutil.copy(wanted, stamp)
    return python


def movielens() -> Path:
    """The folder that holds MovieLens-100K: inside RecBole, which is installed for it if need be."""
    if (HOME / "neural" / "installed.txt").exists():
        return HOME / "neural"
    home = HOME / "movielens"
    if not (home / "recbole").exists():
        version = versions_of("neural")["recbole"]
        told = ("--no-deps", "--target", str(home), f"recbole=={version}")
        subprocess.run([sys.executable, *PIP, *told], check=True)
    return home


def versions_of(name: Environment) -> dict[str, str]:
    """The pinned libraries of an environment and their versions."""
    lines = (LISTS / f"{name}.txt").read_text().split()
    pairs = (line.partition("==") for line in lines)
    return {library.partition("[")[0]: version for library, _, version in pairs}


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        print(python_of("neural" if chosen == "neural" else "classic"))
