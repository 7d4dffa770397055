"""`python -m app` is `flowrig`."""

import sys

from app.cli import main

sys.exit(main())
