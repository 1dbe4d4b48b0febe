"""The server of OpenSearch, unpacked once into the user's cache folder, and a JDK that it runs on."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "3.8.0"
OLDEST_JAVA = 21
POM = Path(__file__).with_name("pom.xml")
MINUTES = 15


class NoServer(Exception):
    """There can be no server here, and why: a reason to skip, loudly."""


def java() -> str:
    """Return a JDK new enough: that of JAVA_HOME, of PATH, or any that Debian has."""
    wanted = [Path(home) / "bin/java" for home in (os.environ.get("JAVA_HOME"),) if home]
    wanted += [Path(found) for found in (shutil.which("java"),) if found]
    wanted += sorted(Path("/usr/lib/jvm").glob("*/bin/java"), reverse=True)
    for path in wanted:
        if path.is_file() and _version(path) >= OLDEST_JAVA:
            return str(path)
    raise NoServer(f"no JDK {OLDEST_JAVA} or newer (JAVA_HOME, PATH, /usr/lib/jvm)")


def _version(path: Path) -> int:
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def cache() -> Path:
    """Return the folder that keeps the server from one run to the next."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trouvere"
    if os.geteuid() != 0:
        return folder
    # The server refuses to run as root, and whoever runs it instead may not look into root's own folders.
    parents = [folder, *folder.parents]
    if all(parent.stat().st_mode & 0o001 for parent in parents if parent.exists()):
        return folder
    return Path("/var/cache/trouvere")


def home() -> Path:
    """Return the folder of the server, fetched through Maven where it is not there yet; raises `NoServer`."""
    where = cache() / f"opensearch-{VERSION}"
    if where.exists():
        return where
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer("no Maven to fetch OpenSearch with (mvn)")
    where.parent.mkdir(parents=True, exist_ok=True)
    # Made aside and renamed: what is there is whole, whoever was interrupted, and two at once do no harm.
    with tempfile.TemporaryDirectory(dir=where.parent) as made:
        _fetch(maven, Path(made))
        Path(made).chmod(0o755)
        shutil.unpack_archive(Path(made) / f"opensearch-{VERSION}.zip", made)
        try:
            (Path(made) / f"opensearch-{VERSION}").rename(where)
        except OSError:
            if not where.exists():
                raise
    return where


def _fetch(maven: str, folder: Path) -> None:
    asked = [maven, "-B", "-q", "-f", str(POM), f"-Dopensearch.version={VERSION}", "dependency:copy-dependencies"]
    options = ["-DexcludeTransitive=true", f"-DoutputDirectory={folder}"]
    # First of what is there already: that needs no network.
    for offline in (["-o"], []):
        try:
            done = subprocess.run(
                [*asked, *options, *offline], capture_output=True, text=True, timeout=60 * MINUTES, check=False
            )
        except subprocess.TimeoutExpired:
            raise NoServer(f"Maven did not fetch OpenSearch within {MINUTES} minutes") from None
        if done.returncode == 0:
            return
    said = [line for line in done.stdout.splitlines() if "ERROR" in line]
    raise NoServer(f"Maven cannot fetch OpenSearch {VERSION}: {said[0] if said else done.stderr[-300:]}")
