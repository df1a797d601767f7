"""Actions of operators on rehearsals, their notes and the debrief list."""
