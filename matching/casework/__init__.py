"""Casework: what a viewer does with matches, firms, orders and what becomes of them; the parts of a desk."""
