"""What the hub sees, and the only place that knows it: envelope, canonical bytes, chain, signature.

The kiosk seals and sends by these rules, the reference hub checks by them.
"""
