"""Seeds that nobody ran before: other ones for each commit, the same ones for one commit."""
import datetime
import hashlib
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def fresh_base():
    """(first seed, where it comes from). The fixed seeds are far below."""
    try:
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True)
        source = f"commit {commit.stdout.strip()}" if commit.returncode == 0 else ""
    except OSError:
        source = ""
    source = source or f"date {datetime.date.today()}"
    return 1_000_000 + int.from_bytes(hashlib.sha256(source.encode()).digest()[:4], "big"), source
