"""The staff's face: Flask-AppBuilder views on the nouns, and the actions on them."""

import app.workflow.applications
import app.workflow.tickets  # noqa: F401  # both declare the actions that the views offer
