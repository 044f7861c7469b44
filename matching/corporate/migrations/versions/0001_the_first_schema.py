"""The first schema."""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('started_by', sa.Text(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.Column('undone_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batches_sha256'), ['sha256'], unique=False)

    op.create_table('companies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('is_supplier', sa.Boolean(), nullable=False),
    sa.Column('is_buyer', sa.Boolean(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('changed_revision', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('buyer_number', sa.Text(), nullable=False),
    sa.Column('corporate_number', sa.Text(), nullable=False),
    sa.Column('invoice_number', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('kana', sa.Text(), nullable=False),
    sa.Column('postal_code', sa.Text(), nullable=False),
    sa.Column('prefecture', sa.Text(), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('municipality', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lng', sa.Double(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('fax', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('representative', sa.Text(), nullable=False),
    sa.Column('capital_yen', sa.BigInteger(), nullable=True),
    sa.Column('employees', sa.Integer(), nullable=True),
    sa.Column('founded', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companies')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companies_changed_revision'), ['changed_revision'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_corporate_number'), ['corporate_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_is_supplier_withdrawn'), ['is_supplier', 'withdrawn'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_prefecture_municipality'), ['prefecture', 'municipality'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_region'), ['region'], unique=False)

    op.create_table('database_info',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product', sa.Text(), nullable=False),
    sa.Column('identity', sa.Text(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('made_up_numbers', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_database_info'))
    )
    op.create_table('buyer_profiles',
    sa.Column('company_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('industry', sa.Text(), nullable=False),
    sa.Column('products', sa.Text(), nullable=False),
    sa.Column('wants', sa.Text(), nullable=False),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_buyer_profiles_company_id')),
    sa.PrimaryKeyConstraint('company_id', name=op.f('pk_buyer_profiles'))
    )
    op.create_table('certifications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('expires', sa.Date(), nullable=True),
    sa.Column('expiry_text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_certifications_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certifications')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('certifications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certifications_company_id'), ['company_id'], unique=False)

    op.create_table('equipment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('maker', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_equipment_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_equipment')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('equipment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_equipment_company_id'), ['company_id'], unique=False)

    op.create_table('field_visibility',
    sa.Column('company_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('consent_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_field_visibility_company_id')),
    sa.PrimaryKeyConstraint('company_id', 'field', name=op.f('pk_field_visibility'))
    )
    op.create_table('orders',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('buyer_id', sa.Integer(), nullable=True),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('buyer_key', sa.Text(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('changed_revision', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('buyer_contact', sa.Text(), nullable=False),
    sa.Column('naming', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('usage', sa.Text(), nullable=False),
    sa.Column('processes', sa.Text(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('supplied', sa.Text(), nullable=False),
    sa.Column('sizes', sa.Text(), nullable=False),
    sa.Column('mass', sa.Text(), nullable=False),
    sa.Column('accuracy', sa.Text(), nullable=False),
    sa.Column('roughness', sa.Text(), nullable=False),
    sa.Column('hardness', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('frequency', sa.Text(), nullable=False),
    sa.Column('price', sa.Text(), nullable=False),
    sa.Column('quote_due', sa.Text(), nullable=False),
    sa.Column('due', sa.Text(), nullable=False),
    sa.Column('drawings', sa.Text(), nullable=False),
    sa.Column('nda', sa.Text(), nullable=False),
    sa.Column('equipment', sa.Text(), nullable=False),
    sa.Column('certifications', sa.Text(), nullable=False),
    sa.Column('inspection', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('transport', sa.Text(), nullable=False),
    sa.Column('delivery_place', sa.Text(), nullable=False),
    sa.Column('payment', sa.Text(), nullable=False),
    sa.Column('urgency', sa.Text(), nullable=False),
    sa.Column('deadline_text', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['buyer_id'], ['companies.id'], name=op.f('fk_orders_buyer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('number', name=op.f('uq_orders_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_buyer_id'), ['buyer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_buyer_key'), ['buyer_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_changed_revision'), ['changed_revision'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_state'), ['state'], unique=False)

    op.create_table('profiles',
    sa.Column('company_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('industry', sa.Text(), nullable=False),
    sa.Column('industry_key', sa.Text(), nullable=False),
    sa.Column('processes', sa.Text(), nullable=False),
    sa.Column('strengths', sa.Text(), nullable=False),
    sa.Column('products', sa.Text(), nullable=False),
    sa.Column('materials', sa.Text(), nullable=False),
    sa.Column('sizes', sa.Text(), nullable=False),
    sa.Column('accuracy', sa.Text(), nullable=False),
    sa.Column('lots', sa.Text(), nullable=False),
    sa.Column('equipment', sa.Text(), nullable=False),
    sa.Column('certifications', sa.Text(), nullable=False),
    sa.Column('data_formats', sa.Text(), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('limits', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('plant_address', sa.Text(), nullable=False),
    sa.Column('employee_details', sa.Text(), nullable=False),
    sa.Column('annual_sales', sa.Text(), nullable=False),
    sa.Column('fiscal_month', sa.Text(), nullable=False),
    sa.Column('affiliation', sa.Text(), nullable=False),
    sa.Column('customers', sa.Text(), nullable=False),
    sa.Column('bank', sa.Text(), nullable=False),
    sa.Column('payment_terms', sa.Text(), nullable=False),
    sa.Column('disclosure', sa.Text(), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('registered_on', sa.Text(), nullable=False),
    sa.Column('updated_on', sa.Text(), nullable=False),
    sa.Column('confirmed_on', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_profiles_company_id')),
    sa.PrimaryKeyConstraint('company_id', name=op.f('pk_profiles'))
    )
    op.create_table('registrations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_registrations_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
    sa.UniqueConstraint('role', 'number', name=op.f('uq_registrations_role_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registrations_company_id'), ['company_id'], unique=False)

    op.create_table('statuses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('buyer_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('start', sa.Date(), nullable=True),
    sa.Column('end', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['buyer_id'], ['companies.id'], name=op.f('fk_statuses_buyer_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_statuses_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statuses')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('statuses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statuses_buyer_id'), ['buyer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statuses_company_id'), ['company_id'], unique=False)

    op.create_table('batch_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_batch_rows_batch_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_batch_rows_company_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_batch_rows_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_rows')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('batch_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_rows_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_batch_rows_company_id_batch_id'), ['company_id', 'batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_batch_rows_order_id_batch_id'), ['order_id', 'batch_id'], unique=False)

    op.create_table('facts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('cell', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_facts_batch_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_facts_company_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_facts_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('facts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_facts_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_facts_company_id_field'), ['company_id', 'field'], unique=False)
        batch_op.create_index(batch_op.f('ix_facts_order_id_field'), ['order_id', 'field'], unique=False)

    op.create_table('order_states',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_states_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_states')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('order_states', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_states_order_id'), ['order_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('order_states', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_states_order_id'))

    op.drop_table('order_states')
    with op.batch_alter_table('facts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_facts_order_id_field'))
        batch_op.drop_index(batch_op.f('ix_facts_company_id_field'))
        batch_op.drop_index(batch_op.f('ix_facts_batch_id'))

    op.drop_table('facts')
    with op.batch_alter_table('batch_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_rows_order_id_batch_id'))
        batch_op.drop_index(batch_op.f('ix_batch_rows_company_id_batch_id'))
        batch_op.drop_index(batch_op.f('ix_batch_rows_batch_id'))

    op.drop_table('batch_rows')
    with op.batch_alter_table('statuses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_statuses_company_id'))
        batch_op.drop_index(batch_op.f('ix_statuses_buyer_id'))

    op.drop_table('statuses')
    with op.batch_alter_table('registrations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registrations_company_id'))

    op.drop_table('registrations')
    op.drop_table('profiles')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_orders_state'))
        batch_op.drop_index(batch_op.f('ix_orders_changed_revision'))
        batch_op.drop_index(batch_op.f('ix_orders_buyer_key'))
        batch_op.drop_index(batch_op.f('ix_orders_buyer_id'))

    op.drop_table('orders')
    op.drop_table('field_visibility')
    with op.batch_alter_table('equipment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_equipment_company_id'))

    op.drop_table('equipment')
    with op.batch_alter_table('certifications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certifications_company_id'))

    op.drop_table('certifications')
    op.drop_table('buyer_profiles')
    op.drop_table('database_info')
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companies_region'))
        batch_op.drop_index(batch_op.f('ix_companies_prefecture_municipality'))
        batch_op.drop_index(batch_op.f('ix_companies_name_key'))
        batch_op.drop_index(batch_op.f('ix_companies_is_supplier_withdrawn'))
        batch_op.drop_index(batch_op.f('ix_companies_corporate_number'))
        batch_op.drop_index(batch_op.f('ix_companies_changed_revision'))

    op.drop_table('companies')
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batches_sha256'))

    op.drop_table('batches')
