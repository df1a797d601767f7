"""Where the tests find the source tree, and the vectors that Python and JavaScript share."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
VECTOR_FOLDER = ROOT / "tests" / "vectors"
JAVASCRIPT = ROOT / "tests" / "javascript"
EVENTS = ROOT / "events"
