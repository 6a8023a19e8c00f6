"""The log-in of programs: FAB's endpoint with our lock-out, and problems told as problems."""

from typing import Any, ClassVar

from flask import request
from flask_appbuilder.api import expose
from flask_appbuilder.security.api import SecurityApi as FabSecurityApi
from flask_appbuilder.security.schemas import LoginPost
from flask_jwt_extended import create_access_token, create_refresh_token
from marshmallow import ValidationError

from app.access.problems import problem, problem_of
from app.access.rules import Needed, Open
from app.foundation.errors import DomainError
from app.foundation.messages import say


class SecurityApi(FabSecurityApi):
    """POST a user name and password, get tokens (DESIGN §4)."""

    permits: ClassVar[dict[str, Needed]] = {"login": Open.everyone, "refresh": Open.everyone}

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        """Give tokens for a user name and a password.

        ---
        post:
          description: Authenticate; answers an access token and, if asked for, a refresh token
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [username, password]
                  properties:
                    username: {type: string, minLength: 1}
                    password: {type: string, minLength: 1}
                    provider: {type: string, enum: [db], default: db}
                    refresh: {type: boolean, default: false}
          responses:
            200:
              description: Authenticated
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token: {type: string}
                      refresh_token: {type: string}
            400:
              description: Not JSON
            401:
              description: Wrong user name or password
            415:
              description: Not application/json
            422:
              description: A field is missing or wrong
            429:
              description: Too many failed attempts of this account or from this address
        """
        if not request.is_json:
            said = say("The body must be JSON (application/json).")
            return problem(415, said, kind="unknown-format")
        given = request.get_json(silent=True)
        if not isinstance(given, dict):
            return problem(400, say("The body must be a JSON object."), kind="malformed")
        try:
            login = LoginPost().load({"provider": "db", **given})
            user = self.appbuilder.sm.auth_user_db(login["username"], login["password"])
        except ValidationError as error:
            said = say("Some fields need your attention.")
            return problem(422, said, kind="invalid", errors=_by_field(error))
        except DomainError as error:
            return problem_of(error)
        if user is None:
            said = say("The user name or the password is wrong.")
            return problem(401, said, kind="unauthenticated")
        return self.response(200, **_tokens(str(user.id), refresh=login.get("refresh", False)))


def _tokens(identity: str, *, refresh: bool) -> dict[str, str]:
    tokens = {"access_token": create_access_token(identity=identity, fresh=True)}
    if refresh:
        tokens["refresh_token"] = create_refresh_token(identity=identity)
    return tokens


def _by_field(error: ValidationError) -> dict[str, list[Any]]:
    return dict(error.messages_dict)
