"""A real nginx in front of intake: it ends TLS, asks for the client's certificate and says so in a header."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.gateway.authority import Pair
from tests.system_packages import need

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 25m;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_client_certificate {client_ca};
        ssl_verify_client on;
        underscores_in_headers {underscores};
        location = /incidents {{
            proxy_pass {upstream};
            proxy_set_header X-Client-Verify $ssl_client_verify;
            proxy_request_buffering off;
            proxy_http_version 1.1;
        }}
    }}
}}
"""


@contextlib.contextmanager
def nginx(folder: Path, upstream: str, shows: Pair, client_ca: Path, *, underscores: bool = True) -> Iterator[str]:
    """Its address, once it accepts connections."""
    program = need("nginx", "nginx-light")
    folder.mkdir()
    port = _free_port()
    file = folder / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            upstream=upstream,
            certificate=shows.certificate,
            key=shows.key,
            client_ca=client_ca,
            underscores="on" if underscores else "off",
        )
    )
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    command = [program, "-p", folder, "-c", file, "-e", folder / "error.log", *user]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_port(port, process, folder / "error.log")
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
