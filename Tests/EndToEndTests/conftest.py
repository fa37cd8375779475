"""A home for each test: an empty one, with the packs that a test asks for."""
import pytest

from home import FLASK, Home


@pytest.fixture
def home():
    home = Home()
    yield home
    home.close()


@pytest.fixture
def flask_home():
    home = Home(packs=FLASK)
    yield home
    home.close()
