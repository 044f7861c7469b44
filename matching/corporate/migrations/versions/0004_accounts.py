"""Accounts, sessions, tokens; what is personal stands in a table of its own."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moment(name: str, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _user(table: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('user_id', sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f(f'fk_{table}_user_id')),
    ]


def _secret(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.UniqueConstraint('digest', name=op.f(f'uq_{table}_digest')),
    ]


def upgrade() -> None:
    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    *_texts('roles'),
    sa.Column('supplier_id', sa.Integer(), nullable=True),
    sa.Column('buyer_id', sa.Integer(), nullable=True),
    *_texts('password'),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    _moment('created_at'),
    _moment('signed_in_at', nullable=True),
    sa.ForeignKeyConstraint(['supplier_id'], ['companies.id'], name=op.f('fk_users_supplier_id')),
    sa.ForeignKeyConstraint(['buyer_id'], ['companies.id'], name=op.f('fk_users_buyer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_users_supplier_id'), 'users', ['supplier_id'])
    op.create_index(op.f('ix_users_buyer_id'), 'users', ['buyer_id'])
    op.create_table('persons',
    *_user('persons'),
    *_texts('name', 'login', 'email', 'subject'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_persons'))
    )
    for name in ('login', 'email', 'subject'):
        op.create_index(op.f(f'ix_persons_{name}'), 'persons', [name])
    op.create_table('sessions',
    *_secret('sessions'), *_user('sessions'), *_texts('way'),
    _moment('made_at'), _moment('seen_at'), _moment('expires_at'),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_sessions_expires_at'), 'sessions', ['expires_at'])
    op.create_table('links',
    *_secret('links'), *_texts('kind'), *_user('links', nullable=True), *_texts('content'), _moment('expires_at'),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_links_expires_at'), 'links', ['expires_at'])
    op.create_table('tokens',
    *_secret('tokens'), *_user('tokens'), *_texts('label', 'scopes'),
    _moment('made_at'), _moment('expires_at'), _moment('used_at', nullable=True),
    sqlite_autoincrement=True
    )
    for name in ('sessions', 'links', 'tokens'):
        op.create_index(op.f(f'ix_{name}_user_id'), name, ['user_id'])
    op.create_table('sign_in_tries',
    *_texts('key'),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    _moment('first_at'), _moment('last_at'), _moment('shut_until', nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_tries'))
    )
    op.create_index(op.f('ix_sign_in_tries_last_at'), 'sign_in_tries', ['last_at'])
