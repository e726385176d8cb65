"""Files of strangers are unpacked without rights."""

import os
import tempfile
from pathlib import Path

import pytest

from kiosk.errors import PluginRefused
from kiosk.plugin_host.unprivileged import without_rights

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")


@as_root
def test_the_work_is_done_by_nobody_who_owns_what_it_leaves() -> None:
    with tempfile.TemporaryDirectory() as folder:
        who = Path(folder) / "who"

        without_rights("some.whl", Path(folder), lambda: who.write_text(str(os.geteuid())) and None)

        assert who.read_text() == str(who.stat().st_uid) != "0"


@as_root
def test_rights_cannot_be_taken_back(tmp_path: Path) -> None:
    with pytest.raises(PluginRefused, match="not permitted"):
        without_rights("some.whl", tmp_path, lambda: os.setuid(0))


@as_root
def test_a_refusal_keeps_its_words(tmp_path: Path) -> None:
    def refuse() -> None:
        raise PluginRefused("some.whl", "it is too large")

    with pytest.raises(PluginRefused, match=r"^some\.whl was not installed: it is too large; ask its author"):
        without_rights("some.whl", tmp_path, refuse)


@as_root
def test_a_death_without_words_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(PluginRefused, match="the process that unpacked it died"):
        without_rights("some.whl", tmp_path, lambda: os._exit(7))
