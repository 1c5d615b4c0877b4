"""`python -m declutter`: the command line."""

import sys

from declutter.cli import main

if __name__ == "__main__":
    sys.exit(main())
