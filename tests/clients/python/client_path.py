"""Lets the tests import the client from its place in the repository."""

import pathlib
import sys

CLIENT = pathlib.Path(__file__).resolve().parents[3] / "src/clients/python"
sys.path.insert(0, str(CLIENT))
