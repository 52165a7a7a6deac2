"""The site: one Flask application over one store."""

from pathlib import Path

from flask import Flask

from graph.evaluation.rounds import Rounds
from web import assets, compare, errors, language, pages, parts, questions, search, security, theme
from web.bottlenecks import pages as bottlenecks
from web.cases import pages as cases
from web.cases.address import CaseIdConverter
from web.evaluation import departments, one_round, release
from web.evaluation import gate as evaluation_gate
from web.evaluation import rounds as evaluation
from web.evaluation.address import EvaluationIdConverter
from web.evaluation.gate import Gate
from web.jobs import api as jobs_api
from web.jobs import notice as job_notice
from web.jobs import pages as job_pages
from web.loads import import_report, uploads
from web.loads import pages as loads
from web.network import pages as network
from web.overview import pages as overview
from web.parts import Parts, SiteSettings

__all__ = ["Parts", "SiteSettings", "make_site"]

HERE = Path(__file__).parent


def make_site(made_of: Parts, rounds: Gate | None = None) -> Flask:
    """Return a WSGI application that shows what is in a store and lets files be loaded.

    `rounds` is the gate of mutual evaluation; it is that of the store unless another is given.
    """
    app = Flask(
        "xietu", template_folder=str(HERE / "templates"), static_folder=str(HERE / "static")
    )
    app.url_map.converters["case_id"] = CaseIdConverter
    app.url_map.converters["evaluation_id"] = EvaluationIdConverter
    app.url_map.merge_slashes = False  # two slashes in the id of a case are two slashes
    parts.install(app, made_of)
    evaluation_gate.install(app, rounds or Rounds(made_of.store))
    security.install(app, made_of.settings)
    language.install(app)
    assets.install(app)
    theme.install(app)
    pages.install(app)
    errors.install(app)
    job_notice.install(app)
    for module in (network, overview, bottlenecks, cases, questions, search, loads, import_report):
        app.register_blueprint(module.blueprint)
    for module in (evaluation, one_round, departments, release):
        app.register_blueprint(module.blueprint)
    app.extensions["csrf"].exempt(jobs_api.blueprint)  # looks at the origin instead
    for module in (uploads, job_pages, jobs_api, compare):
        app.register_blueprint(module.blueprint)
    return app
