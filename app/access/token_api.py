"""The log-in of programs: FAB's endpoint with our lock-out, and problems told as problems."""

from typing import Any, ClassVar

from flask import request
from flask_appbuilder.api import expose
from flask_appbuilder.security.api import SecurityApi as FabSecurityApi
from flask_jwt_extended import create_access_token, create_refresh_token
from marshmallow import ValidationError

from app.access.problems import problem, problem_of
from app.access.rules import Needed, Open
from app.access.token_request import TOLD, TokenRequest
from app.foundation.errors import DomainError
from app.foundation.messages import say


class SecurityApi(FabSecurityApi):
    """POST a user name and password, get tokens (DESIGN §4)."""

    permits: ClassVar[dict[str, Needed]] = {"login": Open.everyone, "refresh": Open.everyone}
    openapi_spec_methods: ClassVar[dict[str, Any]] = {"login": {"post": TOLD}}

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        """Give tokens for a user name and a password.

        ---
        post: {}
        """
        if not request.is_json:
            said = say("The body must be JSON (application/json).")
            return problem(415, said, kind="unknown-format")
        given = request.get_json(silent=True)
        if not isinstance(given, dict):
            return problem(400, say("The body must be a JSON object."), kind="malformed")
        try:
            login = TokenRequest().load(given)
            user = self.appbuilder.sm.auth_user_db(login["username"], login["password"])
        except ValidationError as error:
            said = say("Some fields need your attention.")
            return problem(422, said, kind="invalid", errors=error.messages_dict)
        except DomainError as error:
            return problem_of(error)
        if user is None:
            said = say("The user name or the password is wrong.")
            return problem(401, said, kind="unauthenticated")
        return self.response(200, **_tokens(str(user.id), refresh=login["refresh"]))


def _tokens(identity: str, *, refresh: bool) -> dict[str, str]:
    tokens = {"access_token": create_access_token(identity=identity, fresh=True)}
    if refresh:
        tokens["refresh_token"] = create_refresh_token(identity=identity)
    return tokens
