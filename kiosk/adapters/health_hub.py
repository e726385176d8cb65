"""The hub, asked with the kiosk's own token: is it reached, and does it know this kiosk."""

from collections.abc import Iterator
from http import HTTPStatus

import requests

from kiosk.adapters.hub_wire import Bearer, keeps_secrets
from kiosk.ports.health import Checkup, broken, unwell, well

PATIENCE_S = 5.0


class HubLine:
    """Looks at the line to the hub; without a token it says what to do."""

    def __init__(self, url: str, token: str, kiosk: str) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._kiosk = kiosk

    def look(self) -> Iterator[Checkup]:
        """Yield whether the hub answers and takes the token."""
        if not self._token:
            yield unwell(
                "hub", "this kiosk is not enrolled; events are kept until it is", "kiosk enrol URL CODE, with a code of the hub's operator"
            )
        elif not keeps_secrets(self._url):
            yield broken("hub", f"{self._url} does not begin with https://", "correct [hub] url, or enrol again")
        else:
            yield self._asked()

    def _asked(self) -> Checkup:
        try:
            answer = requests.get(
                f"{self._url}/v1/kiosks/{self._kiosk}/cursor", auth=Bearer(self._token), timeout=PATIENCE_S, allow_redirects=False
            )
        except requests.RequestException as fault:
            return unwell(
                "hub",
                f"no answer from {self._url} ({type(fault).__name__}); events are kept",
                "check the cable or Wi-Fi, then the hub's address",
            )
        if answer.status_code == HTTPStatus.OK:
            return well("hub", f"{self._url} answers and knows this kiosk")
        if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return broken(
                "hub", "the hub no longer takes this kiosk's token; events are kept", "ask the hub's operator for a code and enrol again"
            )
        return unwell("hub", f"{self._url} answers with {answer.status_code}", "call the hub's operator; events are kept")
