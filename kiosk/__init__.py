"""The intake kiosk of Repair zkt Hub: scan an appliance, triage it, tell the hub."""

__version__ = "0.1.0"
