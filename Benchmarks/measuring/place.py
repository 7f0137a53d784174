"""A temporary folder on the disk of the checkout, with a certificate that every server of a benchmark shows."""
import base64
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("STOCKGATE_BUILD", ROOT / ".build" / "release"))
# The same key signs for Stockgate (base64 after whsec_) and for Debian's webhook (as text).
SIGNING_KEY = "0123456789abcdef0123456789abcdef"
SIGNING_SECRET = "whsec_" + base64.b64encode(SIGNING_KEY.encode()).decode()


class Place:
    """The folder; gone when the benchmark ends."""

    def __init__(self, folder):
        self.folder = folder
        self.certificate = folder / "certificate.pem"
        self.key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(self.key), "-out", str(self.certificate)],
            check=True, capture_output=True)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


@contextlib.contextmanager
def place():
    # Not /tmp: there a file may live in memory, and an fsync cost nothing.
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".build"))
    try:
        yield Place(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
