"""The audit trail and recorded rankings."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entries',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    *(sa.Column(name, sa.Text(), nullable=False) for name in (
        'who', 'deed', 'subject', 'key', 'details', 'previous', 'hash')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_entries'))
    )
    op.create_index(op.f('ix_audit_entries_at'), 'audit_entries', ['at'])
    op.create_index(op.f('ix_audit_entries_who'), 'audit_entries', ['who'])
    op.create_index(op.f('ix_audit_entries_subject_key'), 'audit_entries', ['subject', 'key'])
    head = op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.bulk_insert(head, [{'id': 1, 'count': 0, 'hash': ''}])
    op.create_table('recorded_rankings',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('order_number', sa.Text(), nullable=False),
    sa.Column('revision', sa.Text(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('erased_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recorded_rankings'))
    )
    op.create_index(op.f('ix_recorded_rankings_at_id'), 'recorded_rankings', ['at', 'id'])
    op.create_index(op.f('ix_recorded_rankings_who'), 'recorded_rankings', ['who'])
    op.create_index(op.f('ix_recorded_rankings_order_number'), 'recorded_rankings', ['order_number'])
