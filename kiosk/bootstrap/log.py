"""Logging of a role: one JSON object a line on stderr, for the journal.

An event name and fields; ``role`` is on every line. Staff never see it, the technician does.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog


def log_as(role: str, *, level: int = logging.INFO) -> None:
    """Send what this process logs to stderr, with the role on every line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(role=role)


@contextmanager
def stderr_in(file: Path) -> Iterator[None]:
    """Keep what this process and its children write to stderr in a file meanwhile, so that a person's terminal stays readable."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with file.open("ab") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)
