"""The dashboard: pages, what they show (tables), how it looks (markup) and what they say (wording)."""
