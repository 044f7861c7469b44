"""How forms put their questions; definitions of surveys, firms asked, what coordinators did, and the targets."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('survey_questions', sa.Column('wording', sa.Text(), nullable=False, server_default=''))
    op.add_column('survey_questions', sa.Column('certain', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('survey_definitions',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_survey_definitions'))
    )
    op.create_table('survey_asked',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    *(sa.Column(name, sa.Text(), nullable=False) for name in (
        'source_id', 'corporate_number', 'name', 'prefecture', 'city', 'file', 'sheet')),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.id'], name=op.f('fk_survey_asked_survey_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_survey_asked_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_asked')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_survey_asked_survey_id_company_id'), 'survey_asked', ['survey_id', 'company_id'])
    op.create_index(op.f('ix_survey_asked_company_id'), 'survey_asked', ['company_id'])
    op.create_table('activities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('coordinator', sa.Text(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('company', sa.Text(), nullable=False),
    sa.Column('industry', sa.Text(), nullable=False),
    sa.Column('buyer_id', sa.Integer(), nullable=True),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('amount_yen', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_activities_company_id')),
    sa.ForeignKeyConstraint(['buyer_id'], ['companies.id'], name=op.f('fk_activities_buyer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_activities_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activities')),
    sqlite_autoincrement=True
    )
    for column in ('done_on', 'company_id', 'buyer_id', 'order_id'):
        op.create_index(op.f(f'ix_activities_{column}'), 'activities', [column])
    op.create_table('targets',
    sa.Column('fiscal_year', sa.Integer(), nullable=False, autoincrement=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('coordinator', sa.Text(), nullable=False),
    sa.Column('industry', sa.Text(), nullable=False),
    sa.Column('goal', sa.Integer(), nullable=True),
    sa.Column('goal_yen', sa.BigInteger(), nullable=True),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('fiscal_year', 'kind', 'coordinator', 'industry', name=op.f('pk_targets'))
    )


def downgrade() -> None:
    for table in ('targets', 'activities', 'survey_asked', 'survey_definitions'):
        op.drop_table(table)
    for column in ('certain', 'wording'):
        op.drop_column('survey_questions', column)
