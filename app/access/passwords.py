"""Passwords: the policy as Flask-AppBuilder asks for it, and the hash."""

from flask_appbuilder.exceptions import PasswordComplexityValidationError
from werkzeug.security import generate_password_hash

from app.people.rules import password_problem


def policy(password: str) -> None:
    """Raise PasswordComplexityValidationError when a password is too weak (DOMAIN §12)."""
    problem = password_problem(password)
    if problem:
        raise PasswordComplexityValidationError(str(problem))


def hashed(password: str) -> str:
    """Scrypt with werkzeug's parameters, the same as of the hash that unknown names meet."""
    return generate_password_hash(password, "scrypt", 16)
