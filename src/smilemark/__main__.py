"""`python -m smilemark` is `smilemark`."""

import sys

from smilemark.cli import main

if __name__ == "__main__":
    sys.exit(main())
