"""What keeps pages ours: the names this kiosk answers to, and the headers of every answer."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HTTP_PORT = 80
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def own_names(port: int) -> set[str]:
    """Return what ``Host`` may say."""
    bare = set(LOOPBACK) if port == HTTP_PORT else set()
    return {f"{name}:{port}" for name in LOOPBACK} | bare
