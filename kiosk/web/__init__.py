"""The counter's screen: Flask, server-rendered pages and Server-Sent Events."""
