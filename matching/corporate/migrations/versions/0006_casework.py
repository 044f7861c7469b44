"""Shortlists, introductions, feedback, registrations, attachments."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shortlists',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_shortlists_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shortlists')),
    sa.UniqueConstraint('order_id', name=op.f('uq_shortlists_order_id')),
    sqlite_autoincrement=True
    )
    op.create_table('shortlist_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shortlist_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('ranking', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['shortlist_id'], ['shortlists.id'], name=op.f('fk_shortlist_entries_shortlist_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['companies.id'], name=op.f('fk_shortlist_entries_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shortlist_entries')),
    sa.UniqueConstraint('shortlist_id', 'supplier_id', name=op.f('uq_shortlist_entries_shortlist_id_supplier_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_shortlist_entries_supplier_id'), 'shortlist_entries', ['supplier_id'])
    op.create_table('introductions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('coordinator', sa.Text(), nullable=False),
    sa.Column('follow_up', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answer_note', sa.Text(), nullable=False),
    sa.Column('quote_yen', sa.BigInteger(), nullable=True),
    sa.Column('amount_yen', sa.BigInteger(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('ranking', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_introductions_order_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['companies.id'], name=op.f('fk_introductions_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions')),
    sa.UniqueConstraint('order_id', 'supplier_id', name=op.f('uq_introductions_order_id_supplier_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_introductions_coordinator'), 'introductions', ['coordinator'])
    op.create_index(op.f('ix_introductions_follow_up'), 'introductions', ['follow_up'])
    op.create_index(op.f('ix_introductions_state'), 'introductions', ['state'])
    op.create_index(op.f('ix_introductions_supplier_id'), 'introductions', ['supplier_id'])
    op.create_table('introduction_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('introduction_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('undone', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['introduction_id'], ['introductions.id'], name=op.f('fk_introduction_steps_introduction_id')),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_introduction_steps_activity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction_steps')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_introduction_steps_introduction_id'), 'introduction_steps', ['introduction_id'])
    op.create_table('naming_consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('buyer_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['buyer_id'], ['companies.id'], name=op.f('fk_naming_consents_buyer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_naming_consents_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_naming_consents')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_naming_consents_buyer_id'), 'naming_consents', ['buyer_id'])
    op.create_index(op.f('ix_naming_consents_order_id'), 'naming_consents', ['order_id'])
    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ranking', sa.Text(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('suitable', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['companies.id'], name=op.f('fk_feedback_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('ranking', 'supplier_id', 'person', name=op.f('uq_feedback_ranking_supplier_id_person')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_feedback_at'), 'feedback', ['at'])
    op.create_index(op.f('ix_feedback_supplier_id'), 'feedback', ['supplier_id'])
    op.create_table('profile_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('base', sa.Text(), nullable=False),
    sa.Column('corrected', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_profile_drafts_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_drafts')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_profile_drafts_company_id'), 'profile_drafts', ['company_id'])
    op.create_index(op.f('ix_profile_drafts_person'), 'profile_drafts', ['person'])
    op.create_index(op.f('ix_profile_drafts_state_submitted_at'), 'profile_drafts', ['state', 'submitted_at'])
    op.create_table('draft_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['profile_drafts.id'], name=op.f('fk_draft_steps_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_steps')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_draft_steps_draft_id'), 'draft_steps', ['draft_id'])
    op.create_table('attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('nda', sa.Boolean(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.Column('removed_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_attachments_order_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_attachments_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_attachments_company_id'), 'attachments', ['company_id'])
    op.create_index(op.f('ix_attachments_order_id'), 'attachments', ['order_id'])
    op.create_table('attachment_chunks',
    sa.Column('attachment_id', sa.Integer(), nullable=False, autoincrement=False),
    sa.Column('number', sa.Integer(), nullable=False, autoincrement=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_attachment_chunks_attachment_id')),
    sa.PrimaryKeyConstraint('attachment_id', 'number', name=op.f('pk_attachment_chunks')),
    )
    op.create_table('attachment_consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('nda', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachments.id'], name=op.f('fk_attachment_consents_attachment_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_attachment_consents_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment_consents')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_attachment_consents_attachment_id_company_id'), 'attachment_consents', ['attachment_id', 'company_id'])
    op.create_index(op.f('ix_attachment_consents_company_id'), 'attachment_consents', ['company_id'])


def downgrade() -> None:
    for table in (
        'attachment_consents',
        'attachment_chunks',
        'attachments',
        'draft_steps',
        'profile_drafts',
        'feedback',
        'naming_consents',
        'introduction_steps',
        'introductions',
        'shortlist_entries',
        'shortlists',
    ):
        op.drop_table(table)
