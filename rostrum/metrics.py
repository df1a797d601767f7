"""Every metric there is: the floor's and each feature's."""

from accreditation.doors import metrics as accreditation
from broadcast.feed import metrics as broadcast
from conference import metrics as floor
from conference.connections import metrics as connections

FAMILIES = (*floor.FAMILIES, *connections.FAMILIES, *broadcast.FAMILIES, *accreditation.FAMILIES)
