"""Pages, files and addresses of alerts."""
