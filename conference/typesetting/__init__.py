"""Drawing of documents by typst: texts of every script, the fonts that have them, templates with their data."""
