"""A vehicle enquiry service made from DVLA's own description: a real server that takes only what that says."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema

KEY = "dvla-key"


class Service:
    """``described``: the OpenAPI document; ``vehicles``: registration → what differs from the document's examples.

    ``broken``: a status and a body to answer instead. ``seen``: (path, body) of every call.
    """

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._described = described
        self.vehicles: dict[str, dict[str, Any]] = {}
        self.broken: tuple[int, bytes, dict[str, str]] | None = None
        self.seen: list[tuple[str, bytes]] = []

    def _schema(self, name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}", "components": self._described["components"]}

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        self.seen.append((path, body))
        if self.broken is not None:
            return self.broken
        call = self._described["paths"][path]["post"]
        wanted = [one["name"] for one in call["parameters"] if one.get("required")]
        if [headers.get(name) for name in wanted] != [KEY]:
            return 403, json.dumps({"message": "Forbidden"}).encode(), {}
        asked = json.loads(body)
        jsonschema.validate(asked, self._schema("VehicleRequest"))
        registration = asked["registrationNumber"]
        if not registration.isalnum() or registration != registration.upper():
            return 400, _errors("400", "105", "Invalid format for field - vehicle registration number"), {}
        if registration not in self.vehicles:
            return 404, _errors("404", "404", "Record for vehicle not found"), {}
        told = self._vehicle(registration)
        jsonschema.validate(told, self._schema("Vehicle"))
        return 200, json.dumps(told).encode(), {}

    def _vehicle(self, registration: str) -> dict[str, Any]:
        properties = self._described["components"]["schemas"]["Vehicle"]["properties"]
        examples = {name: rule["example"] for name, rule in properties.items() if "example" in rule}
        return {**examples, "registrationNumber": registration, **self.vehicles[registration]}


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[str]:
    """The service on loopback; gives its address up to the version."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, content, headers = service.answer(self.path, self.headers, body)
            self._send(status, content, {"Content-Type": "application/json", **headers})

        do_GET = do_POST  # noqa: N815 - names of the standard library

        def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def _errors(status: str, code: str, detail: str) -> bytes:
    return json.dumps({"errors": [{"status": status, "code": code, "title": "Bad", "detail": detail}]}).encode()
