"""Surveys, public registers, proposals for a person to decide; notes and remarks apart; keys for linking."""

import sqlalchemy as sa
from alembic import op

from matching.corporate.names import name_parts, phone_key

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

_TEXTS = (
    ("companies", "loose_key"), ("companies", "phone_key"), ("profiles", "remarks"), ("buyer_profiles", "remarks"),
    ("orders", "remarks"), ("batch_rows", "raw"),
)
_NULLABLE = (
    ("companies", "merged_into", sa.Integer), ("batches", "survey_id", sa.Integer), ("batches", "corrects", sa.Integer),
    ("facts", "said_on", sa.Date),
)

_INDEXED = (
    ("batch_rows", "raw"), ("batch_rows", "digest"), ("companies", "loose_key"), ("companies", "phone_key"),
    ("companies", "merged_into"),
)
_PORTION = 5000


def upgrade() -> None:
    for table, column in _TEXTS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=''))
    for table, column, kind in _NULLABLE:
        op.add_column(table, sa.Column(column, kind(), nullable=True))
    for table, column in _INDEXED:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    op.create_table('surveys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_surveys')),
    sa.UniqueConstraint('title', name=op.f('uq_surveys_title')),
    sqlite_autoincrement=True
    )
    op.create_table('survey_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('options', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_questions_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_questions')),
    sa.UniqueConstraint('survey_id', 'key', name=op.f('uq_survey_questions_survey_id_key')),
    sqlite_autoincrement=True
    )
    op.create_table('survey_responses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('replaces', sa.Integer(), nullable=True),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answers', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_responses_survey_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_survey_responses_company_id')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_survey_responses_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_responses')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_survey_responses_survey_id_company_id'), 'survey_responses', ['survey_id', 'company_id'])
    op.create_index(op.f('ix_survey_responses_batch_id'), 'survey_responses', ['batch_id'])
    op.create_table('proposals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('merge_batch', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_proposals_company_id')),
    sa.ForeignKeyConstraint(['other_id'], ['companies.id'], name=op.f('fk_proposals_other_id')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_proposals_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    sqlite_autoincrement=True
    )
    for column in ('company_id', 'other_id', 'batch_id', 'state'):
        op.create_index(op.f(f'ix_proposals_{column}'), 'proposals', [column])
    op.create_table('register_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    *(sa.Column(name, sa.Text(), nullable=False) for name in (
        'register', 'number', 'name', 'name_key', 'kana', 'postal_code', 'prefecture', 'city', 'address', 'updated_on',
        'closed_on', 'closed_for', 'successor', 'details')),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('replaced_by', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_entries')),
    sqlite_autoincrement=True
    )
    for column in ('number', 'name_key'):
        op.create_index(op.f(f'ix_register_entries_{column}'), 'register_entries', [column])
    op.create_table('layout_corrections',
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('fingerprint', 'heading', name=op.f('pk_layout_corrections'))
    )
    _make_keys(op.get_bind())


def _make_keys(connection: sa.Connection) -> None:
    """Names are compared by better keys from now on."""
    firms = sa.table('companies', *map(sa.column, ('id', 'name', 'phone', 'name_key', 'loose_key', 'phone_key')))
    of: sa.BindParameter[int] = sa.bindparam('of')
    for rows in _portions(connection, firms.c.id, firms.c.name, firms.c.phone):
        keys = []
        for company_id, name, phone in rows:
            parts = name_parts(name)
            keys.append({'of': company_id, 'key': parts.key, 'loose': parts.loose, 'digits': phone_key(phone)})
        given = sa.update(firms).where(firms.c.id == of).values(
            name_key=sa.bindparam('key'), loose_key=sa.bindparam('loose'), phone_key=sa.bindparam('digits')
        )
        connection.execute(given, keys)
    orders = sa.table('orders', *map(sa.column, ('id', 'buyer', 'buyer_key')))
    for rows in _portions(connection, orders.c.id, orders.c.buyer):
        keys = [{'of': order_id, 'key': name_parts(buyer).key} for order_id, buyer in rows]
        connection.execute(sa.update(orders).where(orders.c.id == of).values(buyer_key=sa.bindparam('key')), keys)


def _portions(connection: sa.Connection, key: sa.ColumnElement[int], *columns: sa.ColumnElement[str]):  # type: ignore[no-untyped-def]
    """Rows of a table in the order of its key, so many at a time."""
    last = 0
    while rows := connection.execute(sa.select(key, *columns).where(key > last).order_by(key).limit(_PORTION)).all():
        yield rows
        last = rows[-1][0]


def downgrade() -> None:
    for table in ('layout_corrections', 'register_entries', 'proposals', 'survey_responses', 'survey_questions', 'surveys'):
        op.drop_table(table)
    for table, column in _INDEXED:
        op.drop_index(op.f(f'ix_{table}_{column}'), table)
    for table, column, *_ in (*_TEXTS, *_NULLABLE):
        op.drop_column(table, column)
