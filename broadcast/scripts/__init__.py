"""Scripts (kịch bản) of sessions: cues, versions with signatures, the running script, links for crews."""
