"""Ages of classes of personal data, and what deletes them."""
