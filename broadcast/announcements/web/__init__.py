"""Pages and addresses of planned announcements."""
