"""Commands to paired screens with a result for each, and the pictures that screens draw of their own pages."""
