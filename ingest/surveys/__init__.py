"""Survey figures: what firms answered, tabulated, published and used (調査の集計)."""
