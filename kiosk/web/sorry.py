"""The one page of a kiosk that may record nothing: in all languages at once, since nobody can choose one."""

from flask import Flask

from kiosk.errors import DataPartitionMissing
from kiosk.web.same_origin import guard

PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{code}</title><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><link rel="stylesheet" href="/static/sorry.css"></head>
<body><main><h1>{code}</h1>
<p lang="nl">De gegevenskaart ontbreekt. De kiosk bewaart nu niets. Bel de technieker.</p>
<p lang="fr">La carte de données manque. Le kiosque n'enregistre rien. Appelez le technicien.</p>
<p lang="en">The data card is missing. The kiosk keeps nothing now. Call the technician.</p>
<p lang="de">Die Datenkarte fehlt. Der Kiosk speichert jetzt nichts. Rufen Sie den Techniker.</p>
</main></body></html>
"""


def create_sorry_app(port: int) -> Flask:
    """Return an app that says on every page that the data partition is missing, with status 503."""
    app = Flask("kiosk.web")
    guard(app, port)

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def sorry(path: str) -> tuple[str, int]:  # noqa: ARG001 - the same page under every address
        return PAGE.format(code=DataPartitionMissing.code), 503

    return app
