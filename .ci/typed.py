"""Has mypy check the examples of docs/python.md against the wheel, as it is installed: typed for whoever uses it.

usage: python .ci/typed.py PYTHON     the interpreter of the environment with the wheel
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NONSENSE = "from trouvere.search import Nonsense  # type: ignore[attr-defined]\n"
"""Refused where types are found, so that the comment is needed; elsewhere one that is not needed is an error."""


def main() -> None:
    """Say what mypy does, and fail where it does."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder) / "examples_of_python_md.py"
        module.write_text("\n".join([NONSENSE, *examples]), encoding="utf-8")
        command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--python-executable={sys.argv[1]}"]
        sys.exit(subprocess.run([*command, str(module)], cwd=folder, check=False).returncode)


if __name__ == "__main__":
    main()
