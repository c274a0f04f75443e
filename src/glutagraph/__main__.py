"""`python -m glutagraph` is the command `glutagraph`."""

from .cli import main

if __name__ == "__main__":
    main()
