"""What streams and their states are called in the languages of the site."""

from typing import get_args

from broadcast.media.domain.states import TrackState
from conference.event.model import StreamMedium, StreamRole
from conference.texts.catalogues import key_family

ROLES = key_family("media.role.", get_args(StreamRole))
MEDIA = key_family("media.medium.", get_args(StreamMedium))
STATES = key_family("media.state.", (state.value for state in TrackState))
"""Sentences: that a stream plays, or why it does not."""
