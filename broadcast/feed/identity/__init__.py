"""Identity of screens in the feed: challenges, proofs, and messages for one screen."""
