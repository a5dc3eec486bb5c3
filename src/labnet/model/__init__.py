"""What exists: kinds of actors, relations between them, dates, evidence and vocabularies."""
