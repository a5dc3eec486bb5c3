"""Charts of answers, as SVG that needs nothing else: what they show also stands in a table beside them."""
