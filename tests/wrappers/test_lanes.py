"""The lane that fastlane is told to run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FASTFILE = """default_platform(:ios)

platform :ios do
  desc "Push a beta"
  lane :beta do |options|
    build
    upload_to_testflight(skip_waiting_for_build_processing: true)
  end

  lane :test do
    scan(scheme: "Wallet")
  end

  lane :nightly do
    beta
  end

  private_lane :build do
    sh("rm -rf ~/old")
    build_app
  end
end

platform :android do
  lane :beta do
    upload_to_play_store(track: "beta")
  end
end
"""
IOS = 'build\nupload_to_testflight(skip_waiting_for_build_processing: true)\nsh("rm -rf ~/old")\nbuild_app'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fastlane ios beta", ["argv fastlane upload_to_testflight", f"argv ruby -e {IOS}"]),
        ("fastlane android beta", ["argv fastlane upload_to_play_store",
                                   'argv ruby -e upload_to_play_store(track: "beta")']),
        ("fastlane ios test", ['argv ruby -e scan(scheme: "Wallet")']),
        ("fastlane ios nightly", ["argv fastlane upload_to_testflight", f"argv ruby -e beta\n{IOS}"]),
        ("fastlane lanes", []),
        ("fastlane ios", []),
    ],
)  # fmt: skip
def test_the_lane_is_read(line: str, expected: list[str], answers: Callable[..., list[str]]) -> None:
    assert answers(line, texts={"/home/u/proj/fastlane/Fastfile": FASTFILE}) == expected


def test_without_a_platform_every_lane_of_that_name_counts(answers: Callable[..., list[str]]) -> None:
    found = answers("fastlane beta version:2", texts={"/home/u/proj/fastlane/Fastfile": FASTFILE})
    assert {"argv fastlane upload_to_testflight", "argv fastlane upload_to_play_store"} <= set(found)


def test_without_a_file_nothing_is_known(answers: Callable[..., list[str]]) -> None:
    assert answers("fastlane beta") == []
