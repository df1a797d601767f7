"""Set-up pages of the administrator: the draft of the event, and what is to do before the conference opens.

The forms are derived from the types of the event (`conference/event/model/`) by `rostrum/setup/inputs.py`.
"""
