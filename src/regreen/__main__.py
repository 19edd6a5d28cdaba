"""`python -m regreen`."""

from regreen.cli.main import main

raise SystemExit(main())
