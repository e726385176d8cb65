"""Sends things to a container this site does not have."""

from kiosk.plugin_api import Reason, Route, hookimpl


@hookimpl
def route(item, verdict, destinations):
    return [Route("999", 1.0, Reason("mine"))]
