"""Flask-AppBuilder's way to the rows, with row scope built in: lists, counts, rows, relations.

Every face reads through a ScopedInterface; what an actor may not see isn't there (DESIGN §1).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import (
    ColumnElement,
    Select,
    asc,
    desc,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import selectinload, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption

from app.access.actors import current_actor
from app.access.filtering import CheckedFilters, refused
from app.approvals.models import ApprovalPackage
from app.approvals.queries import visible_packages
from app.catalog.models import (
    ApprovalKind,
    District,
    Fee,
    Reason,
    Road,
    Service,
    ServiceVersion,
)
from app.foundation.actor import Actor
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.foundation.permissions import Permission
from app.intake.models import FormDraft, IntakeBatch
from app.intake.queries import visible_drafts
from app.intake.queries import visible_to as visible_batches
from app.journal.models import Attachment, Event, Notice
from app.journal.queries import visible_notices
from app.meetings.models import Meeting, MeetingAction
from app.meetings.queries import visible_actions, visible_meetings
from app.people.models import Delegation, Role, User
from app.people.queries import VISIBLE as PEOPLE
from app.sitework.models.digs import Dig, DigMerge
from app.sitework.models.schemes import Scheme
from app.sitework.models.surveys import Survey
from app.sitework.queries.digs import visible_merges
from app.sitework.queries.digs import visible_to as visible_digs
from app.sitework.queries.schemes import visible_to as visible_schemes
from app.sitework.queries.surveys import visible_to as visible_surveys
from app.sla.models import CalendarVersion, Recalculation, SlaRule, SupervisionItem
from app.tickets.queries import visible_supervisions
from app.workflow.attachments.subjects import visible_to as visible_attachments
from app.workflow.nouns import NOUNS

Predicate = Callable[[Actor], ColumnElement[bool]]

PAGE_SIZES = range(1, 101)
LAST_PAGE = 1_000_000


def _with(permission: Permission) -> Predicate:
    return lambda actor: true() if actor.may(permission) else false()


def _notices(actor: Actor) -> ColumnElement[bool]:
    """Those for the actor whose record the actor sees: a ticket may have gone elsewhere."""
    if all(actor.may(Permission(f"{one.kind}_read_all")) for one in NOUNS.values()):
        return visible_notices(actor)
    kind, pk = Notice.subject_kind, Notice.subject_id
    about = (
        *(
            (kind == one.kind) & exists().where(one.model.id == pk, one.visible(actor))
            for one in NOUNS.values()
        ),
        (kind == Meeting.__tablename__) & exists().where(Meeting.id == pk, visible_meetings(actor)),
        (kind == MeetingAction.__tablename__)
        & exists().where(MeetingAction.id == pk, visible_actions(actor)),
        kind == Delegation.__tablename__,  # told to an organisation, about its own people
    )
    return visible_notices(actor) & or_(*about)


def _with_tickets(
    predicate: Callable[[Actor, Select[int]], ColumnElement[bool]],
) -> Predicate:
    """What belongs to tickets is seen as they are."""
    tickets = NOUNS["tickets"]
    return lambda actor: predicate(actor, select(tickets.model.id).where(tickets.visible(actor)))


SCOPES: Mapping[type, Predicate] = {
    **{one.model: one.visible for one in NOUNS.values()},
    ApprovalPackage: visible_packages,
    SupervisionItem: visible_supervisions,
    Dig: visible_digs,
    DigMerge: visible_merges,
    Survey: _with_tickets(visible_surveys),
    Scheme: _with_tickets(visible_schemes),
    Attachment: visible_attachments,
    Meeting: visible_meetings,
    MeetingAction: visible_actions,
    IntakeBatch: visible_batches,
    FormDraft: visible_drafts,
    **PEOPLE,
    User: _with(Permission.account_manage),
    Role: _with(Permission.account_manage),
    Event: _with(Permission.journal_read),
    Notice: _notices,
    Service: _with(Permission.service_read),
    ServiceVersion: _with(Permission.service_read),
    CalendarVersion: _with(Permission.calendar_read),
    Recalculation: _with(Permission.calendar_read),
    SlaRule: _with(Permission.slarule_read),
    Road: _with(Permission.road_read),
    Fee: _with(Permission.fee_read),
    ApprovalKind: _with(Permission.approvalkind_read),
    District: lambda actor: true() if actor.user_id else false(),
    Reason: lambda actor: true() if actor.user_id else false(),
}
"""The one predicate of every noun that faces read; a table that isn't here shows nothing."""


def visible(model: type, actor: Actor) -> ColumnElement[bool]:
    """Which rows of a table the actor sees."""
    predicate = SCOPES.get(model)
    return predicate(actor) if predicate else false()


class ScopedInterface(SQLAInterface):
    """Rows as the actor of the request sees them, in a stable order, newest first by default.

    `load` are loader options for what a page shows beside the row, and `listed` in their place for
    what a list does, where that is less; relations among the columns of a list are loaded along by
    themselves. Raises Malformed for pages and orders that don't exist.
    """

    def __init__(
        self,
        obj: type,
        session: Any = None,
        *,
        load: Sequence[ORMOption] = (),
        listed: Sequence[ORMOption] = (),
    ) -> None:
        super().__init__(obj, session)
        self._load = tuple(load)
        self._listed = tuple(listed) or self._load
        relations = [one for one in self.list_properties if self.is_relation(one)]
        many = (one for one in relations if self.list_properties[one].uselist)
        self._collected = tuple({self.get_related_model(one) for one in many})

    # ------------------------------------------------------------ rows
    def _scope(self, query: Any) -> Any:
        """Only visible rows, and in their collections only visible ones."""
        return self._inside(query.filter(visible(self.obj, current_actor())))

    def _inside(self, query: Any) -> Any:
        actor = current_actor()
        return query.options(
            *(
                with_loader_criteria(model, visible(model, actor))
                for model in self._collected
                if model in SCOPES
            )
        )

    def _apply_inner_all(
        self,
        query: Any,
        filters: CheckedFilters | None,
        *asked: Any,
        aliases_mapping: dict[str, Any],  # noqa: ARG002  # FAB's signature
    ) -> Any:
        """The page's visible ids, then their rows: databases sort numbers, not whole documents."""
        column, direction, page, page_size, shown = asked

        def ordered(rows: Any) -> Any:
            return self.apply_order_by(rows, column, direction, aliases_mapping={})

        found = ordered(self.apply_filters(self._scope(query), filters))
        ids = self.apply_pagination(found, page, page_size).with_entities(self.get_pk())
        rows = self.apply_inner_select_joins(self._inside(query), shown)
        return ordered(rows.filter(self.get_pk().in_(ids)))

    def _get_base_query(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._get_base_query(self._scope(query), *args, **kwargs)

    def matching(self, filters: CheckedFilters | None) -> Any:
        """The visible rows that fit the filters, bare and in no order (a Query)."""
        rows = self.apply_filters(self._scope(self.session.query(self.obj)), filters)
        return rows.enable_eagerloads(False)

    def loaded(self) -> Any:
        """Rows with all that is loaded along; whoever asks narrows them to visible ones."""
        return self._inside(self.session.query(self.obj)).options(*self._listed)

    def query_count(
        self,
        query: Any,
        filters: CheckedFilters | None = None,
        select_columns: list[str] | None = None,  # noqa: ARG002  # FAB's signature
    ) -> int:
        """How many rows there are, without selecting them first."""
        counted = self.apply_filters(self._scope(query), filters).enable_eagerloads(False)
        number: int = counted.with_entities(func.count(self.get_pk())).scalar()
        return number

    def get(self, id: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A002  # FAB's signature
        """The row, or None when it is absent or not visible."""
        number = whole(str(id))
        return None if number is None else super().get(number, *args, **kwargs)

    def many(self, ids: Sequence[int]) -> dict[int, Any]:
        """Those of the rows that are visible, by id."""
        query = self.apply_inner_select_joins(self._scope(self.session.query(self.obj)))
        return {row.id: row for row in query.filter(self.get_pk().in_(ids))}

    def get_related_obj(self, col_name: str, value: Any) -> Any:
        """The row at the other end of a relation; one that isn't visible can't be asked for."""
        row = self.get_related_interface(col_name).get(value)
        if row is None:
            raise refused(col_name, say("There is no such record, or you may not see it."))
        return row

    # ------------------------------------------------------------ what comes along
    def apply_inner_select_joins(
        self,
        query: Any,
        select_columns: list[str] | None = None,
        aliases_mapping: dict[str, Any] | None = None,  # noqa: ARG002  # FAB's signature
    ) -> Any:
        """Whole rows; the relations that are shown by one statement each."""
        roots = {one.split(".")[0] for one in select_columns or ()}
        shown = (getattr(self.obj, one) for one in sorted(roots) if self.is_relation(one))
        return query.options(*map(selectinload, shown), *self._load)

    def exists_col_to_many(self, select_columns: list[str]) -> bool:  # noqa: ARG002  # FAB's signature
        """Collections are loaded by their own statement, so that pages count rows."""
        return False

    # ------------------------------------------------------------ filters, order, pages
    def get_filters(
        self, search_columns: list[str] | None = None, search_filters: Any = None
    ) -> CheckedFilters:
        """The filters offered for these columns."""
        return CheckedFilters(
            self.filter_converter_class, self, search_columns or [], search_filters
        )

    def get_inner_filters(self, filters: CheckedFilters | None) -> CheckedFilters:
        """All of them: nothing is selected twice here."""
        return filters if filters is not None else self.get_filters()

    def apply_order_by(
        self, query: Any, order_column: str, order_direction: str, **kwargs: Any
    ) -> Any:
        """By a column of the row or of a row it belongs to; the id decides between equals.

        Rows without a value come last in either direction, on either engine.
        """
        if not order_column:
            return query.order_by(self.get_pk().desc())
        if not self._orders(order_column):
            said = say("The list can't be ordered by this.")
            raise Malformed(said, {"order_column": [said]})
        column = self.list_columns.get(order_column)
        if getattr(column, "nullable", False):
            direction = asc if order_direction == "asc" else desc
            first = direction(self._get_attr(order_column)).nulls_last()
            return query.order_by(first, direction(self.get_pk()))
        kwargs["add_pk"] = True
        return super().apply_order_by(query, order_column, order_direction, **kwargs)

    def _orders(self, column: str) -> bool:
        root, _, leaf = column.partition(".")
        if not leaf:
            known = root in self.list_columns and not self.is_json(root)
            return known or hasattr(getattr(self.obj, root, None), "_col_name")
        return self.is_relation_many_to_one(root) and leaf in (
            self.get_related_model(root).__mapper__.columns
        )

    def apply_pagination(self, query: Any, page: int | None, page_size: int | None) -> Any:
        """A page of 1 to 100 rows; without a size all rows (look-ups of few)."""
        said = say("Pages have 1 to %(most)s rows and are counted from 0.", most=PAGE_SIZES[-1])
        if page is not None and not 0 <= page <= LAST_PAGE:
            raise Malformed(said, {"page": [said]})
        if page_size is not None and page_size not in PAGE_SIZES:
            raise Malformed(said, {"page_size": [said]})
        return super().apply_pagination(query, page, page_size)
