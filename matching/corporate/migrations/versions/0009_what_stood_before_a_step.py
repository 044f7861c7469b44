"""What stood before a step of an introduction, for who takes the step back."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('introduction_steps', sa.Column('follow_up_before', sa.Date(), nullable=True))
    op.add_column('introduction_steps', sa.Column('quote_yen_before', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for column in ('quote_yen_before', 'follow_up_before'):
        op.drop_column('introduction_steps', column)
