"""Letters to applicants: what each act tells them, in their language."""
