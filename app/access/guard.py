"""Stands before every request: who is asking, may they come in, did their own page send it."""

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.access import actors
from app.access.problems import problem, problem_of
from app.access.rules import PUBLIC, Needed, Open, allowed, needed_on, permits
from app.foundation.errors import DomainError
from app.foundation.messages import say

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BEARER = {"WWW-Authenticate": "Bearer"}
NO_PROOF = say("Signed in by a cookie, a request that changes something needs the CSRF token.")


class Guard:
    """Answers from what the registered views declare; unmapped is denied."""

    def __init__(self, appbuilder: Any) -> None:
        self._appbuilder = appbuilder
        self._declared: dict[str, dict[str, Needed]] = {}
        self._known = 0

    def needed_at(self, endpoint: str) -> Needed | None:
        """What a route asks for; None when no rule speaks of it."""
        if endpoint in PUBLIC:
            return Open.everyone
        blueprint, _, method = endpoint.rpartition(".")
        views = (view for view in self._appbuilder.baseviews if view.endpoint == blueprint)
        view = next(views, None)
        return needed_on(view, method) if view else None

    def needed_for(self, permission: str, view_name: str) -> Needed | None:
        """What FAB's pair of permission and view asks for."""
        views = self._appbuilder.baseviews
        if self._known != len(views):
            self._declared = {}
            for view in views:
                self._declared.setdefault(view.class_permission_name, {}).update(permits(view))
            self._known = len(views)
        return self._declared.get(view_name, {}).get(permission)

    def menu(self, extra: dict[str, Needed]) -> Iterator[str]:
        """Names of the entries the actor sees, and of the categories that hold one."""
        actor = actors.current_actor()
        for category in self._appbuilder.menu.get_list():
            entries = category.childs or [category]
            seen = [one.name for one in entries if allowed(self._needed_by(one, extra), actor)]
            yield from seen
            if seen:
                yield category.name

    def _needed_by(self, entry: Any, extra: dict[str, Needed]) -> Needed | None:
        view = entry.baseview
        return needed_on(view, view.default_view) if view else extra.get(entry.name)

    def check(self) -> Any:
        """The refusal, or None to go on; routes that don't exist are the router's to answer."""
        g.user = current_user
        if request.endpoint is None:
            return None
        needed = self.needed_at(request.endpoint)
        if needed is Open.everyone:
            return self._csrf()
        actor = actors.current_actor()
        if not allowed(needed, actor):
            return _forbid() if actor.user_id else _ask_to_sign_in()
        return self._csrf()

    def _csrf(self) -> Response | None:
        """A cookie alone doesn't prove who sent a form; a token does."""
        by_cookie = not (actors.by_token() or request.endpoint in TAKES_NO_COOKIE)
        if request.method in UNSAFE and by_cookie and current_app.config["WTF_CSRF_ENABLED"]:
            try:
                current_app.extensions["csrf"].protect()
            except CSRFError:
                if not actors.in_api():
                    raise
                return problem(400, NO_PROOF, kind="csrf")
        return None


TAKES_NO_COOKIE = frozenset({"SecurityApi.login", "SecurityApi.refresh"})
"""What hands out tokens looks at a password or a token, never at the cookie."""


def _forbid() -> Response:
    if not actors.in_api():
        abort(403)
    return problem(403, say("Your role does not grant this."), kind="forbidden")


def _ask_to_sign_in() -> Any:
    if actors.in_api():
        return refusal(actors.Unauthenticated(say("Sign in first.")))
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("AuthView.login", next=back))


def refusal(error: DomainError) -> Response:
    """Problem details; a 401 says which kind of identity is asked for."""
    response = problem_of(error)
    if error.status == 401:  # noqa: PLR2004  # the status says itself what it is
        response.headers.update(BEARER)
    return response
