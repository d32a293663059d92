"""Readers that this version does not have."""

from __future__ import annotations

from ._session import fail


def parse_audio(file_path: str, model: str = "whisper-1") -> None:
    """Not available in this version: says so."""
    _unavailable("parse_audio", file_path, "transcribes")


def parse_image(file_path: str, task: str = "") -> None:
    """Not available in this version: says so."""
    _unavailable("parse_image", file_path, "describes")


def parse_video(file_path: str, task: str = "", frame_interval: int = 30) -> None:
    """Not available in this version: says so."""
    _unavailable("parse_video", file_path, "describes")


def _unavailable(function, path, does):
    fail("{} is not available: no function of this version {} {}. Use a program or a Python package of your own.".format(function, does, path))
