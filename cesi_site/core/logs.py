"""Log lines: structured, with the number of the request they belong to, and never a form's content."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import Any

import structlog
from flask import Flask, g


def request_number() -> str:
    """Return the number of this request: what a visitor quotes and an operator searches for."""
    if "request_number" not in g:
        g.request_number = uuid.uuid4().hex[:10]
    return str(g.request_number)


def init_app(app: Flask) -> None:
    """Send log lines to standard error, as text or as JSON, each with its request's number."""
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if app.config["LOG_FORMAT"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=chain))
    root = logging.getLogger()
    root.handlers = [*(h for h in root.handlers if not isinstance(h.formatter, type(handler.formatter))), handler]
    root.setLevel(logging.INFO)
    for talkative in ("alembic", "mail.log", "huey"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
