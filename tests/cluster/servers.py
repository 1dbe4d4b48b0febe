"""Servers of OpenSearch as processes of this machine: on free ports of the loopback, killed whatever happens."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from cluster.distribution import home, java

HEAP = "384m"
LIMIT = 480
"""Seconds that nodes may take to be there."""
LOG = """appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d][%p][%c{1.}] %m%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
"""
JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)
_DIES_WITH_PARENT = 1


class Servers:
    """Some nodes of one cluster, by number; `with` starts them and ends them."""

    def __init__(self, nodes: int, *, heap: str = HEAP, jvm: tuple[str, ...] = JVM) -> None:
        self.nodes = nodes
        self._home, self._java = home(), java()
        self._options = [f"-Xms{heap}", f"-Xmx{heap}", *jvm]
        ports = free_ports(2 * nodes)
        self.http, self._transport = ports[:nodes], ports[nodes:]
        self.folder = Path(tempfile.mkdtemp(prefix="trouvere-cluster-"))
        self.folder.chmod(0o755)
        self.snapshots = self.folder / "snapshots"
        self.running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def hosts(self) -> str:
        """The nodes as an address names them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.http)

    def address(self, name: str) -> str:
        """Return the address of an index on these nodes."""
        return f"opensearch://{self.hosts}/{name}"

    def __enter__(self) -> "Servers":
        try:
            self.start()
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for node in list(self.running):
            self.kill(node)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *which: int) -> None:
        """Start nodes, by default all."""
        owner: dict[str, Any] = {}
        self.snapshots.mkdir(exist_ok=True)
        for node in which or range(self.nodes):
            folder = self.folder / f"n{node}"
            (folder / "conf").mkdir(parents=True, exist_ok=True)
            (folder / "conf/log4j2.properties").write_text(LOG)
            (folder / "conf/opensearch.yml").write_text(json.dumps(self._configuration(node, folder)))
            if os.geteuid() == 0:
                # The server refuses to run as root.
                subprocess.run(["chown", "-R", "nobody:nogroup", folder, self.snapshots], check=True)
                owner = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            with (folder / "out.log").open("ab") as out:
                self.running[node] = subprocess.Popen(
                    [
                        self._java,
                        *self._options,
                        f"-javaagent:{self._home}/agent/opensearch-agent.jar",
                        f"-Dopensearch.path.home={self._home}",
                        f"-Dopensearch.path.conf={folder}/conf",
                        "-cp",
                        f"{self._home}/lib/*",
                        "org.opensearch.bootstrap.OpenSearch",
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    preexec_fn=_die_with_parent,
                    **owner,
                )

    def _configuration(self, node: int, folder: Path) -> dict[str, Any]:
        # JSON is YAML.
        return {
            "cluster.name": self.folder.name,
            "node.name": f"n{node}",
            "network.host": "127.0.0.1",
            "http.port": self.http[node],
            "transport.port": self._transport[node],
            "path.data": f"{folder}/data",
            "path.logs": f"{folder}/logs",
            "path.repo": [str(self.snapshots)],
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self._transport],
            "cluster.initial_cluster_manager_nodes": [f"n{one}" for one in range(self.nodes)],
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }

    def wait(self, status: str = "green", nodes: int | None = None) -> dict[str, Any]:
        """Return the health of the cluster once it is `status` with so many nodes, by default those that run."""
        asked = f"wait_for_status={status}&wait_for_nodes={nodes or len(self.running)}&timeout=5s"
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            for node, process in self.running.items():
                if process.poll() is not None:
                    raise RuntimeError(f"n{node} ended: {self.log(node)[-2000:]}")
                with contextlib.suppress(OSError):  # not up yet, or 408: not so yet
                    url = f"http://127.0.0.1:{self.http[node]}/_cluster/health?{asked}"
                    with urllib.request.urlopen(url, timeout=9) as answer:
                        found: dict[str, Any] = json.load(answer)
                        return found
                time.sleep(0.1)
        raise TimeoutError(asked)

    def kill(self, node: int, how: int = signal.SIGKILL) -> None:
        """End a node, by its own process id."""
        process = self.running.pop(node)
        process.send_signal(how)
        process.wait(60)

    def cpu(self) -> float:
        """Return the seconds of CPU that the nodes that run have taken."""
        total = 0
        for process in self.running.values():
            user, system = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            total += int(user) + int(system)
        return total / os.sysconf("SC_CLK_TCK")

    def log(self, node: int) -> str:
        """Return what a node has logged."""
        return (self.folder / f"n{node}/out.log").read_text(errors="replace")


class Running(Servers):
    """A cluster that somebody else has started, for whoever runs a test again and again."""

    def __init__(self, hosts: str) -> None:
        self._hosts = hosts
        self.running = {}

    @property
    def hosts(self) -> str:
        """See `Servers.hosts`."""
        return self._hosts


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; all are held until the last is found, so that none comes twice."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _die_with_parent() -> None:
    # Also where the tests are killed: no finally runs then.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
