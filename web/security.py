"""Which hosts are answered, which forms are trusted, what a page may do."""

import re

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from web.parts import SiteSettings

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PORT = re.compile(r":\d{1,5}$")


def install(app: Flask, settings: SiteSettings) -> None:
    """Guard `app`: host names, size of a request, forms, headers, cookies."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="xietu",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page may stay open overnight
    )
    hosts = {host.lower() for host in settings.allowed_hosts}
    app.before_request(lambda: _check_host(hosts))
    CSRFProtect(app)
    app.after_request(_add_headers)


def _check_host(hosts: set[str]) -> None:
    """Refuse a request under a foreign name: another site must not read this one (rebinding)."""
    host = _PORT.sub("", request.environ.get("HTTP_HOST", "")).lower()
    if host not in hosts:
        abort(400, "host")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response
