"""Whether somebody would answer at the hub's address: a connection that is closed again at once.

It costs a few packets and no answer of the hub, so it may be tried every second or two while
the network is away. Over https the certificate is verified as well: a login page of the
network listens at every address, and has no certificate for this one.
"""

import os
import socket
import ssl
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

PATIENCE_S = 2.0
_PORTS = {"http": 80, "https": 443}


def is_reachable(url: str, timeout_s: float = PATIENCE_S) -> bool:
    """Tell whether a connection to the address can be made now, with TLS where the address has it."""
    parts = urlsplit(url)
    try:
        address = (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0))
        with socket.create_connection(address, timeout_s) as connection:
            if parts.scheme == "https":
                with _trusting().wrap_socket(connection, server_hostname=parts.hostname):
                    return True
            return True
    except (OSError, ValueError):
        return False


def hurry_names() -> None:
    """Let this process wait two seconds for a name server and not half a minute; before the first name is asked for."""
    os.environ.setdefault("RES_OPTIONS", "timeout:1 attempts:2")


def _trusting() -> ssl.SSLContext:
    """Trust whom the session of requests trusts."""
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH
    return ssl.create_default_context(cafile=bundle)
