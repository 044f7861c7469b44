"""The office's own words in the lexicon."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lexicon_additions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('concept', sa.Text(), nullable=False),
    sa.Column('everyday', sa.Boolean(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lexicon_additions')),
    sa.UniqueConstraint('form', name=op.f('uq_lexicon_additions_form')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('lexicon_additions')
