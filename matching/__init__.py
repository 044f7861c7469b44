"""The order-matching engine: companies, orders, and what becomes of a match."""
