"""Every sentence that the dashboard says, one module for each group of pages."""
