"""The administrator's read-only pages: facts of the event, state of the site, audit log.

They read both features and the floor, and change nothing. Only the permission `ADMINISTER` opens them.
"""
