"""The signing of a treaty: the register of intended signatories, the call, the tally and the ratifications."""
