"""Files in: workbooks, columns, values, checks, and the one write at the end."""
