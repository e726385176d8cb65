"""The counter seen from outside, over HTTP: for the demo's people and for scripts.

They use what a browser uses: the local API to look, the screen's own forms to act.
"""

from typing import Any

import requests

ANSWER_S = 5.0


class CounterClient:
    """One person's browser at the counter."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Sec-Fetch-Site"] = "same-origin"

    def look(self) -> dict[str, Any] | None:
        """Return what ``/api/v1/counter`` says, or None while the desk is away."""
        try:
            answer = self._session.get(f"{self._url}/api/v1/counter", timeout=ANSWER_S)
            answer.raise_for_status()
            seen: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError):
            return None
        return seen

    def tap(self, button: str, **fields: str) -> bool:
        """Press a button of the screen; False while the desk is away."""
        try:
            return self._session.post(f"{self._url}/{button}", data=fields, timeout=ANSWER_S, allow_redirects=False).ok
        except requests.RequestException:
            return False

    def close(self) -> None:
        """Leave."""
        self._session.close()
