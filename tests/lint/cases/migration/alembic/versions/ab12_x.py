"""drop_table in words: op.drop_column is not meant."""
from alembic import op
import sqlalchemy as sa


def upgrade():
    op.drop_column("users", "email")
    op.drop_index("ix_users")
    with op.batch_alter_table("users") as batch:
        batch.drop_constraint("x")
    op.execute(sa.text("""
        DELETE FROM orders
    """))
    op.execute("DELETE FROM orders WHERE id = 7")


def downgrade():
    op.drop_table("users")
