"""Who acts."""

from app.domain.actors import Actor, Channel


def test_only_who_is_nobody_in_particular_is_an_administrator():
    assert Actor(None, Channel.CLI, "root").is_admin
    assert not Actor(1, Channel.WEB).is_admin
    assert not Actor(0, Channel.WEB).is_admin
