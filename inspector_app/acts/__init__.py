"""Acts for scripts: one JSON object a line in, one JSON result a line out."""
