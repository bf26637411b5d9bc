"""Typed readers of the environment: a wrong value names the variable and what it takes."""

import hashlib
import secrets
import tempfile
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
SOCKET_PATH_LIMIT = 100

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def read_bool(name: str, *, default: bool) -> bool:
    """Read a switch: one of 1, true, yes, on, 0, false, no, off."""
    text = env.str(name, default="").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}; it takes true or false.")


def read_int(name: str, *, default: int, minimum: int = 0) -> int:
    """Read a whole number that is at least `minimum`."""
    text = env.str(name, default="").strip()
    if not text:
        return default
    if not text.isdigit() or int(text) < minimum:
        raise ImproperlyConfigured(f"{name} is {text!r}; it takes a whole number from {minimum}.")
    return int(text)


def read_list(name: str, *, default: list[str]) -> list[str]:
    """Read words separated by commas."""
    text = env.str(name, default="")
    return [word.strip() for word in text.split(",") if word.strip()] or default


def read_url(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """Read an address whose scheme is one of `schemes`."""
    text = env.str(name, default="").strip() or default
    if text.split("://")[0] not in schemes:
        expected = ", ".join(f"{scheme}://…" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is {text!r}; it takes one of {expected}")
    return text


def read_database() -> dict[str, object]:
    """Read DATABASE_URL into Django's form; SQLite under `var/` when it is not set."""
    default = f"sqlite:///{VAR_DIR / 'homeroom.sqlite3'}"
    schemes = ("sqlite", "postgres", "postgresql", "psql")
    url = read_url("DATABASE_URL", default=default, schemes=schemes)
    return dict(environ.Env.db_url_config(url))


def read_secret_key(*, is_debug: bool) -> str:
    """Read SECRET_KEY; in development one is generated once into an ignored local file."""
    key = env.str("SECRET_KEY", default="")
    if key:
        return key
    if not is_debug:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set; in production (DEBUG=false) it takes a long random text."
        )
    return local_secret_key()


def local_secret_key() -> str:
    """The secret of this machine, generated once into an ignored file."""
    path = VAR_DIR / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


def default_socket() -> Path:
    """Where the embedded Valkey listens; a unix socket's path may have about 100 characters."""
    path = VAR_DIR / "valkey.sock"
    if len(str(path)) <= SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"homeroom-{digest}.sock"
