"""Rules of rehearsals: the clock, the copy of the programme, notes and the debrief list. Pure."""
