"""`python -m autograder …`: build, check, grade, hand out, demonstrate, measure."""

from autograder.commands import main

raise SystemExit(main())
