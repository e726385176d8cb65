"""Stands for Debian's python3-picamera2, as far as the CSI camera uses it: the real one needs a Pi."""

import time

import numpy as np


class Request:
    def __init__(self, camera: "Picamera2") -> None:
        self._camera = camera

    def make_array(self, stream: str) -> np.ndarray:
        assert stream == "main"
        assert self in self._camera.taken
        width, height = self._camera.configuration["main"]["size"]
        return np.full((height, width, 3), (40, 160, 90), np.uint8)

    def release(self) -> None:
        self._camera.taken.remove(self)


class Picamera2:
    """One camera, with as many buffers as were asked for."""

    def __init__(self, number: int) -> None:
        if number:
            raise IndexError("list index out of range")
        self.taken: list[Request] = []

    def create_video_configuration(self, **configuration: object) -> dict:
        return configuration

    def configure(self, configuration: dict) -> None:
        assert configuration["main"]["format"] == "RGB888"
        self.configuration = configuration

    def start(self) -> None:
        self._pause_s = self.configuration["controls"]["FrameDurationLimits"][0] / 1e6

    def capture_request(self) -> Request:
        assert len(self.taken) < self.configuration["buffer_count"], "no buffer is free: a request was not released"
        time.sleep(self._pause_s / 4)
        self.taken.append(Request(self))
        return self.taken[-1]

    def stop(self) -> None:
        assert not self.taken

    def close(self) -> None:
        self.configuration = {}
