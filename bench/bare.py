"""The limits: bare Flask views that do the least that each job must do."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, request

app = Flask(__name__)
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
ZIPPED = Path(os.environ["BENCH_ZIPPED"]).read_bytes()
DATABASE = os.environ["BENCH_DATABASE"]
local = threading.local()


def connection() -> sqlite3.Connection:
    """Return this thread's connection, set up as durably as the site's own; `servers.bare` made the table."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=15)
        local.connection.execute("PRAGMA synchronous = FULL")
    return local.connection  # type: ignore[no-any-return]


@app.get("/page")
def page() -> Response:
    """Return the same bytes as the site's page."""
    return Response(BODY, mimetype="text/html")


@app.get("/zipped")
def zipped() -> Response:
    """Return the same bytes as the site's page for a browser that reads gzip."""
    return Response(ZIPPED, mimetype="text/html", headers={"Content-Encoding": "gzip"})


@app.post("/insert")
def insert() -> tuple[str, int]:
    """Read a form and commit one row."""
    body = request.form["message"]
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO message (body) VALUES (?)", (body,))
    database.execute("COMMIT")
    return "", 303
