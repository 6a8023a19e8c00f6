"""What a test may ask for. Asking for `app` gives a fresh, initialised county of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask_babel import Babel
from playwright.sync_api import Browser, Page

from app import create_app
from app.extensions import db
from app.workflow.bundle import syntax
from config import Settings
from tests.support import browser as chromium
from tests.support import clients, postgres
from tests.support.absence import absent
from tests.support.databases import ENGINES, SECRET, Databases
from tests.support.pages import County, furnished
from tests.support.server import serving
from tests.support.statements import counted


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the whole matrix, on both databases")


def pytest_configure(config: pytest.Config) -> None:
    """The process that was called starts the server; xdist's workers are told where it is."""
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = _Run()
    hypothesis.settings.load_profile("full" if config.getoption("--full") else "fast")
    # A test that publishes parses the county's files, all the same but for what it changed.
    syntax._compose = lru_cache(64)(syntax._compose)


def pytest_configure_node(node: Any) -> None:
    run = node.config.stash[RUN]
    node.workerinput |= {"shared": str(run.shared), "server": str(run.server or "")}


def pytest_unconfigure(config: pytest.Config) -> None:
    if run := config.stash.get(RUN, None):
        run.close()


class _Run:
    """What all processes of one run share; made when first asked for."""

    def __init__(self) -> None:
        self._made: Path | None = None
        self._postgres: postgres.Server | None = None
        self._tried = False

    @property
    def shared(self) -> Path:
        self._made = self._made or Path(tempfile.mkdtemp(prefix="lianban-tests-"))
        return self._made

    @property
    def server(self) -> Path | None:
        if not self._tried:
            self._tried = True
            try:
                self._postgres = postgres.Server.start()
            except postgres.MissingError:
                return None
        return self._postgres and self._postgres.directory

    def close(self) -> None:
        if self._postgres:
            self._postgres.stop()
        if self._made:
            shutil.rmtree(self._made, ignore_errors=True)


# The fast selection tries the same examples every time; the whole matrix looks for new ones.
hypothesis.settings.register_profile("fast", max_examples=60, deadline=None, derandomize=True)
hypothesis.settings.register_profile("full", max_examples=250, deadline=None)

RUN = pytest.StashKey[_Run]()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases where a test is marked so, and for every test in the whole matrix.

    `any_engine` takes single tests out of a module that is marked: what they show is decided
    before a statement is sent, or is shown on both by another test. `one_engine` keeps a test to
    the embedded database even there: it takes long, and what it looks at is the browser's.
    """
    if "engine_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker
        marked = marker("engines") and not marker("any_engine")
        both = (metafunc.config.getoption("--full") and not marker("one_engine")) or marked
        metafunc.parametrize("engine_kind", ENGINES if both else ENGINES[:1], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        left_out = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    told = getattr(request.config, "workerinput", None)
    if told is None:
        run = request.config.stash[RUN]
        made = Databases(run.shared, run.server, "alone")
    else:
        server = Path(told["server"]) if told["server"] else None
        made = Databases(Path(told["shared"]), server, told["workerid"])
    yield made
    made.close()


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest, databases: Databases) -> str:
    if request.param == "postgresql" and databases.server is None:
        absent("PostgreSQL")
    return request.param


@pytest.fixture
def app(engine_kind: str, databases: Databases) -> Flask:
    """The application on a fresh database with the county's bundle and the demo accounts."""
    return databases.app(engine_kind)


@pytest.fixture
def scene(engine_kind: str, databases: Databases) -> Callable[[str, Callable[[Flask], Any]], Any]:
    """`scene("name", play)`: what `play` gave; played once in a run, its database copied since.

    For what many tests begin with. To be asked for instead of `app`, or by what asks for it.
    """

    def begin(name: str, play: Callable[[Flask], Any]) -> Any:
        return databases.scene(engine_kind, name, play)[1]

    return begin


@pytest.fixture
def county(scene: Callable[..., Any], app: Flask) -> County:
    """The application after two years of work, and every page of it with who sees it."""
    return County(app, scene("county", furnished))


@pytest.fixture
def empty_database(engine_kind: str, databases: Databases) -> str:
    """The address of a database without tables."""
    return databases.empty(engine_kind)


@pytest.fixture
def bare(empty_database: str) -> Iterator[Flask]:
    """The application on a database without tables."""
    app = create_app(Settings(database_url=empty_database, demo=True, secret_key=SECRET))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """The database session of a test that calls the core directly."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def in_chinese() -> Iterator[None]:
    """What is said inside is said as the county's clerks read it; needs no database."""
    reader = Flask("app", root_path=str(Path(__file__).parents[1] / "app"))
    Babel(reader, default_locale="zh")
    with reader.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> clients.Client:
    """Nobody in particular: not signed in."""
    return clients.Client(app)


@pytest.fixture
def console(app: Flask) -> Callable[..., clients.Client]:
    """`console("window")`: that demo account, signed in to the console."""
    return partial(clients.signed_in, app)


@pytest.fixture
def api(app: Flask) -> Callable[..., clients.Client]:
    """`api("power-api")`: that demo account, with a token."""
    return partial(clients.api, app)


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """`with statements() as said`: the SQL sent inside the block, the BEGINs of SQLite included."""
    with app.app_context():
        engine = db.engine
    return partial(counted, engine)


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the application behind a real socket."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        absent("chromium")
    with chromium.running(path) as browser:
        yield browser


@pytest.fixture
def new_page(chromium_browser: Browser, live_server: str) -> Callable[[], Any]:
    """`with new_page() as page`: for tests with several people at once."""
    return partial(chromium.new_page, chromium_browser, live_server)


@pytest.fixture
def person(new_page: Callable[[], Any]) -> Iterator[Callable[[str], Page]]:
    """`person("window")`: a browser of their own, signed in; each call another person."""
    with ExitStack() as open_pages:

        def enter(account: str) -> Page:
            page = open_pages.enter_context(new_page())
            chromium.sign_in(page, account)
            return page

        yield enter


@pytest.fixture
def page(new_page: Callable[[], Any]) -> Iterator[Page]:
    with new_page() as page:
        yield page
