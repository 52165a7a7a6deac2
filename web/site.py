"""The site: one Flask application over one store."""

from pathlib import Path

from flask import Flask

from graph.store import GraphStore
from web import (
    assets,
    bottlenecks,
    cases,
    errors,
    import_report,
    language,
    loads,
    network,
    overview,
    pages,
    parts,
    questions,
    security,
    theme,
    uploads,
)
from web.cases_address import CaseIdConverter
from web.importing import Importer
from web.parts import Parts, SiteSettings

__all__ = ["SiteSettings", "make_site"]

HERE = Path(__file__).parent


def make_site(store: GraphStore, importer: Importer, settings: SiteSettings) -> Flask:
    """Return a WSGI application that shows what is in `store` and imports with `importer`."""
    app = Flask(
        "xietu", template_folder=str(HERE / "templates"), static_folder=str(HERE / "static")
    )
    app.url_map.converters["case_id"] = CaseIdConverter
    app.url_map.merge_slashes = False  # two slashes in the id of a case are two slashes
    parts.install(app, Parts(store, importer, settings))
    security.install(app, settings)
    language.install(app)
    assets.install(app)
    theme.install(app)
    pages.install(app)
    errors.install(app)
    for module in (network, overview, bottlenecks, cases, questions, loads, import_report, uploads):
        app.register_blueprint(module.blueprint)
    return app
