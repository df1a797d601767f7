"""Tables that people upload or paste (CSV, tab-separated, XLSX), read as rows of cells within limits."""
